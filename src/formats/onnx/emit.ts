/** A value of the graph being written: its name, or a constant. */
export type Operand = string | number;

/** Adds a node and gives the name of what it makes. */
export type Emit = (op: string, inputs: readonly Operand[], attributes?: Readonly<Record<string, number>>) => string;
