import type { Dtype } from "../../core/index.js";

/** The shortest decimal that is read back to the same number. A float32 has one of at most 9 digits. */
export function decimal(value: number, dtype: Dtype): string {
  if (Object.is(value, -0)) return "-0";
  return dtype === "float32" ? String(Number(value.toPrecision(9))) : String(value);
}

/** Literals in rows of so many, one row a line. */
export function rows(literals: readonly string[], columns: number): string {
  const lines = Array.from({ length: literals.length / columns }, (_, r) =>
    literals.slice(r * columns, (r + 1) * columns).join(", "),
  );
  return lines.map((line) => `  ${line},\n`).join("");
}
