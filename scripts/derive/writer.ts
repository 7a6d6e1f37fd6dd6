import { elementary, literal, pair, type Value } from "./values.js";

/** Constants that kernels/elementary/constants.ts keeps in memory. */
const common: ReadonlyMap<number, string> = new Map([
  [0.5, "HALF"],
  [1, "ONE"],
  [2, "TWO"],
]);

/** Names that code calls, which a local must not hide. */
const reserved: ReadonlySet<string> = new Set([
  ...["f64x2", "v128", "both", "first", "second", "pair", "sign", "loadPair"],
  ...elementary.keys(),
]);

/** A module of kernels while it is written: what it imports, its numbers, its functions. */
export class KernelModule {
  readonly #imports = new Map<string, Set<string>>();
  /** Numbers in memory: loading one into both lanes is shorter than a literal. */
  readonly #numbers: number[] = [];
  /** Functions by name, each after those that it calls. */
  readonly #functions = new Map<string, string>();

  /** @param head lines at the top, such as a comment */
  constructor(readonly head: string) {}

  /** Imports a name, and returns it. */
  use(file: string, name: string): string {
    const names = this.#imports.get(file) ?? new Set();
    this.#imports.set(file, names.add(name));
    return name;
  }

  has(name: string): boolean {
    return this.#functions.has(name);
  }

  add(name: string, code: string): void {
    this.#functions.set(name, code);
  }

  /** Code of a pair of this number. */
  both(number: number): string {
    if (Object.is(number, 0) || !Number.isFinite(number)) return `f64x2.splat(${number})`;
    const load = this.use("../elementary/pair", "both");
    const named = Object.is(number, -0) ? "SIGN" : common.get(number);
    if (named !== undefined) return `${load}(${this.use("../elementary/constants", named)})`;
    const known = this.#numbers.indexOf(number);
    return `${load}(NUMBER_${known < 0 ? this.#numbers.push(number) - 1 : known})`;
  }

  /** The text of the module. */
  text(): string {
    const imports = [...this.#imports].map(
      ([file, names]) => `import { ${[...names].sort().join(", ")} } from "${file}";`,
    );
    const numbers = this.#numbers.map(literal).join(", ");
    const places = this.#numbers.map((number, k) => `/** ${number} */\nconst NUMBER_${k}: usize = NUMBERS + ${8 * k};`);
    const table = `const NUMBERS: usize = memory.data<f64>([${numbers}]);`;
    const constants = places.length === 0 ? [] : [[table, ...places].join("\n")];
    return `${[this.head, imports.join("\n"), ...constants, ...this.#functions.values()].join("\n\n")}\n`;
  }
}

/** A function of a module while it is written. */
export class Routine {
  /** Lines before the others, which depend on nothing but its parameters. */
  readonly head: string[] = [];
  readonly #hoisted = new Map<string, string>();
  readonly #taken: Set<string>;

  /**
   * @param module the module that it is a function of
   * @param parameters names that it has already
   */
  constructor(
    readonly module: KernelModule,
    parameters: readonly string[],
  ) {
    this.#taken = new Set(parameters);
  }

  /** A name for a local, as near to `wanted` as is free. */
  name(wanted: string): string {
    let name = wanted;
    for (let k = 1; this.#taken.has(name) || reserved.has(name); k++) name = `${wanted}${k}`;
    this.#taken.add(name);
    return name;
  }

  /** Code of two lanes of a value. */
  lanes(value: Value): string {
    if (value.kind === "constant") return this.module.both(value.value);
    if (value.kind === "scalar") return `f64x2.splat(${this.#once(value.code)})`;
    if (value.kind === "mask") throw new Error(`${value.code} is no number`);
    return value.code;
  }

  /** The value in a local, unless it is one number. */
  bind(wanted: string, value: Value, lines: string[]): Value {
    if (value.kind === "constant" || value.kind === "scalar") return value;
    const name = this.name(wanted);
    lines.push(`const ${name} = ${value.code};`);
    return value.kind === "mask" ? { kind: "mask", code: name } : pair(name);
  }

  /** The name of a scalar, computed once before all else. */
  #once(code: string): string {
    if (/^\w+$/.test(code)) return code;
    const known = this.#hoisted.get(code);
    if (known !== undefined) return known;
    const name = this.name("same");
    this.#hoisted.set(code, name);
    this.head.push(`const ${name}: f64 = ${code};`);
    return name;
  }
}

/** The lines, each `by` levels deeper. */
export function indent(lines: string, by = 1): string {
  return lines.replace(/^(?=.)/gm, "  ".repeat(by));
}
