import { escapeMarkup } from "../../explain/render/signs.js";

/** A text element that starts, ends or is centered at `x`, by its `text-anchor`. */
export function textElement(x: number, y: number, content: string, style = "", anchor = "start"): string {
  const look = style === "" ? "" : ` class="${style}"`;
  const where = anchor === "start" ? "" : ` text-anchor="${anchor}"`;
  return `<text${look} x="${tidy(x)}" y="${tidy(y)}"${where}>${escapeMarkup(content)}</text>`;
}

/** A coordinate, rounded to a hundredth of a pixel. */
export function tidy(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A number with this many significant digits, and a typographic minus sign. */
export function digitsOf(value: number, digits: number): string {
  return value === 0 ? "0" : value.toPrecision(digits).replaceAll("-", "−");
}

/** A number with at most this many significant digits, without trailing zeros. */
export function shortNumber(value: number, digits: number): string {
  return String(Number(value.toPrecision(digits)) + 0).replaceAll("-", "−");
}

/** Estimated width in pixels of a text at 14 pixels. */
export function textWidth(content: string): number {
  return 8 * letterCount(content);
}

/** The width of a text in Latin letters. A Chinese character is as wide as the font is high. */
export function letterCount(content: string): number {
  return Array.from(content, (sign) => (/[\u3000-\u9fff\uff00-\uff60]/.test(sign) ? 1.75 : 1)).reduce(
    (sum, width) => sum + width,
    0,
  );
}

/** An id from the content (FNV-1a): two different pictures in one page do not share ids. */
export function hash(content: string): string {
  let value = 0x811c9dc5;
  for (let k = 0; k < content.length; k++) value = Math.imul(value ^ content.charCodeAt(k), 0x01000193);
  return (value >>> 0).toString(36);
}
