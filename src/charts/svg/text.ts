/** Text for an SVG file: what XML reads as signs is written out, what it forbids is left out. */
export function escapeXml(text: string): string {
  return Array.from(text)
    .filter((sign) => sign >= " " && !/[\uD800-\uDFFF\uFFFE\uFFFF]/u.test(sign))
    .join("")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** A text element; `x` is where it begins, ends or has its middle. */
export function text(x: number, y: number, content: string, style = "", anchor = "start"): string {
  const look = style === "" ? "" : ` class="${style}"`;
  const where = anchor === "start" ? "" : ` text-anchor="${anchor}"`;
  return `<text${look} x="${tidy(x)}" y="${tidy(y)}"${where}>${escapeXml(content)}</text>`;
}

/** A coordinate, to a hundredth of a pixel. */
export function tidy(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A number by its significant digits. */
export function digitsOf(value: number, digits: number): string {
  return value === 0 ? "0" : value.toPrecision(digits);
}

/** A number as short as it can be, in so many significant digits at most. */
export function shortest(value: number, digits: number): string {
  return String(Number(value.toPrecision(digits)));
}

const low = "₀₁₂₃₄₅₆₇₈₉";
const high = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** 12 as ₁₂. */
export function subscript(value: number): string {
  return Array.from(String(value), (digit) => low[Number(digit)]).join("");
}

/** 12 as ¹². */
export function superscript(value: number): string {
  return Array.from(String(value), (digit) => high[Number(digit)]).join("");
}

/** About how wide a text of 14 pixels is. */
export function widthOf(content: string): number {
  return 8 * Array.from(content).length;
}

/** A name for elements that is the same for the same content, so that two pictures in one page keep theirs apart (FNV-1a). */
export function hash(content: string): string {
  let value = 0x811c9dc5;
  for (let k = 0; k < content.length; k++) value = Math.imul(value ^ content.charCodeAt(k), 0x01000193);
  return (value >>> 0).toString(36);
}
