/** Where text goes: `process.stdout`, or anything that looks like it. */
export interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export type Color = "bold" | "dim" | "red" | "green";

export interface Output {
  /** Whether a line can be written again in its place. */
  readonly isTerminal: boolean;
  /** Characters in a line. */
  readonly columns: number;
  line(text?: string): void;
  /** Shows `text` in the place of what the last `rewrite` showed. Only on a terminal. */
  rewrite(text: string): void;
  /** The text in a color, where colors are wanted. */
  paint(color: Color, text: string): string;
}

const codes: Readonly<Record<Color, number>> = { bold: 1, dim: 2, red: 31, green: 32 };

/** Colors only on a terminal, and not where NO_COLOR (no-color.org) is set. */
export function writer(stream: Stream, env: { readonly NO_COLOR?: string | undefined }): Output {
  const isTerminal = stream.isTTY === true;
  const colors = isTerminal && !env.NO_COLOR;
  // A terminal may not know its width, and then says 0.
  const columns = stream.columns || 80;
  let open = false;
  return {
    isTerminal,
    columns,
    line: (text = "") => {
      stream.write(open ? `\n${text}\n` : `${text}\n`);
      open = false;
    },
    rewrite: (text) => {
      if (!isTerminal) return;
      // A line that wraps cannot be rewritten, so it is cut one short of the edge; `ESC[K` clears what a longer one left.
      stream.write(`\r${text.slice(0, columns - 1)}\u001b[K`);
      open = true;
    },
    paint: (color, text) => (colors ? `\u001b[${codes[color]}m${text}\u001b[0m` : text),
  };
}
