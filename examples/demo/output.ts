/** Where text goes: `process.stdout`, or any object of the same shape. */
export interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export type Color = "bold" | "dim" | "red" | "green";

export interface Output {
  /** Whether a line can be rewritten in place. */
  readonly isTerminal: boolean;
  /** The width of a line in characters. */
  readonly columns: number;
  line(text?: string): void;
  /** Replaces the text of the last `rewrite` by this one. Does nothing unless on a terminal. */
  rewrite(text: string): void;
  /** The text in a color, or as it is if colors are off. */
  paint(color: Color, text: string): string;
}

const codes: Readonly<Record<Color, number>> = { bold: 1, dim: 2, red: 31, green: 32 };

/** Colors appear on a terminal only, and not if NO_COLOR (no-color.org) is set. */
export function writer(stream: Stream, env: { readonly NO_COLOR?: string | undefined }): Output {
  const isTerminal = stream.isTTY === true;
  const colors = isTerminal && !env.NO_COLOR;
  // A terminal that does not know its width says 0.
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
      // A line that wraps cannot be rewritten, so it ends one column before the edge. `ESC[K`
      // clears the rest of a longer line before.
      stream.write(`\r${text.slice(0, columns - 1)}\u001b[K`);
      open = true;
    },
    paint: (color, text) => (colors ? `\u001b[${codes[color]}m${text}\u001b[0m` : text),
  };
}
