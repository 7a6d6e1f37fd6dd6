import { fitting } from "../hand/numbers.js";

/** Sets an attribute that is not so already: most do not change from frame to frame. */
export function set(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

export function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Puts a text on a line, at this fraction of its length, with a ground that hides the line. */
export function stand(text: SVGTextElement, ground: SVGRectElement, line: SVGLineElement, along: number): void {
  const [x1, y1, x2, y2] = ["x1", "y1", "x2", "y2"].map((name) => Number(line.getAttribute(name)));
  set(text, "x", String(x1 + along * (x2 - x1)));
  set(text, "y", String(y1 + along * (y2 - y1) + 4.5));
  if (text.textContent === "") {
    set(ground, "width", "0");
    return;
  }
  const width = (text.textContent ?? "").length * 7 + 4;
  set(ground, "width", String(width));
  set(ground, "x", String(x1 + along * (x2 - x1) - width / 2));
  set(ground, "y", String(y1 + along * (y2 - y1) - 9));
}

/** Writes a number into a circle, with as many digits as fit, and smaller if even one is long. */
export function writeInto(element: SVGTextElement, value: number, digits: number, radius: number): string {
  const most = Math.max(2, Math.floor((1.84 * radius - 2) / 7.5));
  const text = fitting(value, digits, most);
  write(element, radius < 13 ? "" : text);
  const share = Math.min(1, (most + 0.5) / text.length);
  set(element, "style", share < 0.95 ? `font-size: ${Math.max(8.5, 13 * share).toFixed(1)}px` : "");
  return text;
}
