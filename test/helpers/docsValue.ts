/**
 * Compares a value with its text on a page. Throws an Error that gives the place of the difference.
 *
 * `0.68` is the value rounded to these digits, `0.68…` may have further digits, an integer is
 * exact.
 * `[1, 2, …]` and `{ a: 1, … }` may have further members. An array that is not an Array has its
 * name before it: `Float64Array [1]`.
 */
export function checkPrinted(printed: string, value: unknown): void {
  const reader = new Reader(printed);
  reader.value(value, "");
  reader.end();
}

class Reader {
  #at = 0;

  constructor(private readonly text: string) {}

  end(): void {
    this.#space();
    if (this.#at < this.text.length) this.#fail(`"${this.text.slice(this.#at)}" is left over`);
  }

  value(value: unknown, path: string): void {
    this.#space();
    const name = this.#take(/[A-Z]\w*(?=(?:\(\d+\))? ?[[{])/y);
    if (name !== null && kind(value) !== name) this.#differ(path, name, value);
    if (name !== null && this.#take(/\((\d+)\)/y) !== null) this.#space();
    this.#space();
    const before = this.#at;
    if (this.#take(/\[/y) !== null) this.#array(value, path, name ?? "Array");
    else if (this.#take(/\{/y) !== null) this.#object(value, path, name ?? "Object");
    else {
      const word =
        this.#take(/"(?:[^"\\]|\\.)*"|[^\s,\]}]+/y) ?? this.#fail(`no value at "${this.text.slice(before)}"`);
      if (!isLiteral(word)) this.#fail(`"${word}" is no value: put remarks on a line of their own`);
      if (!matches(word, value)) this.#differ(path, word, value);
    }
  }

  #array(value: unknown, path: string, name: string): void {
    if (kind(value) !== name) this.#differ(path, name, value);
    const items = Array.from(value as ArrayLike<unknown>);
    let next = 0;
    const open = this.#members(/\]/y, () => {
      if (next >= items.length) this.#fail(`${path || "the value"} has only ${items.length} members`);
      this.value(items[next], `${path}[${next}]`);
      next++;
    });
    if (!open && next !== items.length) this.#fail(`${path || "the value"} has ${items.length} members, not ${next}`);
  }

  #object(value: unknown, path: string, name: string): void {
    if (kind(value) !== name) this.#differ(path, name, value);
    const rest = new Map(Object.entries(value as object));
    const open = this.#members(/\}/y, () => {
      const key = this.#take(/[\w$]+(?=:)/y) ?? this.#fail("wanted a key");
      this.#take(/:/y);
      if (!rest.has(key)) this.#fail(`${path || "the value"} has no ${key}`);
      this.value(rest.get(key), `${path}.${key}`);
      rest.delete(key);
    });
    if (!open && rest.size > 0) this.#fail(`${path || "the value"} also has ${[...rest.keys()].join(", ")}`);
  }

  /** Reads members up to the closing bracket; true if `…` stands for further ones. */
  #members(close: RegExp, member: () => void): boolean {
    for (;;) {
      this.#space();
      if (this.#take(close) !== null) return false;
      if (this.#take(/…/y) !== null) {
        this.#space();
        if (this.#take(close) === null) this.#fail("wanted the closing bracket after …");
        return true;
      }
      member();
      this.#space();
      this.#take(/,/y);
    }
  }

  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text);
    if (found === null) return null;
    this.#at = pattern.lastIndex;
    return found[0];
  }

  #space(): void {
    this.#take(/\s*/y);
  }

  #differ(path: string, printed: string, value: unknown): never {
    this.#fail(`${path || "the value"} is ${show(value)}, not ${printed}`);
  }

  #fail(why: string): never {
    throw new Error(`${this.text}: ${why}`);
  }
}

const number = /^-?\d+(\.\d+)?…?(e[+-]\d+)?$/;

function isLiteral(word: string): boolean {
  return number.test(word) || /^(true|false|null|undefined|NaN|-?Infinity|".*")$/s.test(word);
}

function matches(word: string, value: unknown): boolean {
  if (word.startsWith('"')) return value === JSON.parse(word);
  if (!number.test(word)) return String(value) === word && typeof value !== "string";
  if (typeof value !== "number") return false;
  const digits = word.replace("…", "");
  const [mantissa, exponent] = digits.split("e");
  const decimals = mantissa.split(".")[1]?.length ?? 0;
  if (word.includes("…")) {
    if (exponent === undefined) return value.toFixed(100).startsWith(digits);
    const [exact, power] = value.toExponential(100).split("e");
    return exact.startsWith(mantissa) && power === exponent;
  }
  if (exponent !== undefined) return value.toExponential(decimals) === digits;
  return decimals === 0 ? String(value) === digits : value.toFixed(decimals) === digits;
}

function kind(value: unknown): string {
  return typeof value === "object" && value !== null
    ? (Object.getPrototypeOf(value)?.constructor.name ?? "Object")
    : typeof value;
}

function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  return typeof value === "object" && value !== null ? `${kind(value)} ${JSON.stringify(value)}` : String(value);
}
