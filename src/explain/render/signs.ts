const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for HTML and SVG: markup is escaped, and characters that XML forbids are dropped. */
export function escapeMarkup(text: string): string {
  return Array.from(text)
    .filter(isAllowed)
    .join("")
    .replace(/[&<>"']/g, (sign) => entities[sign]);
}

/** XML forbids control characters other than white space, lone surrogates, U+FFFE and U+FFFF. */
function isAllowed(sign: string): boolean {
  return (sign >= " " || "\t\n\r".includes(sign)) && !/[\uD800-\uDFFF\uFFFE\uFFFF]/u.test(sign);
}

const lowDigits = "₀₁₂₃₄₅₆₇₈₉";
const highDigits = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** Indices below a letter, in Unicode: ₂₁, or ₂,₁₀ where one has two digits. */
export function subscripts(indices: readonly number[]): string {
  return indices.map((index) => withDigits(index, lowDigits)).join(indexSeparator(indices));
}

/** A number above a letter, in Unicode: ¹². */
export function superscript(value: number): string {
  return withDigits(value, highDigits);
}

/** What stands between the indices of one letter: nothing while each has one digit. */
export function indexSeparator(indices: readonly number[], comma = ","): string {
  return indices.some((index) => index > 9) ? comma : "";
}

function withDigits(value: number, digits: string): string {
  return Array.from(String(value), (digit) => digits[Number(digit)]).join("");
}
