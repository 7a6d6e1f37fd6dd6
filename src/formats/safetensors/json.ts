/** What a strict parse gives: objects are Maps, so no name means anything to JavaScript. */
export type Strict = string | number | boolean | null | readonly Strict[] | ReadonlyMap<string, Strict>;

/** Throws for what stands at a character of the text, from 0. */
export type Refuse = (at: number, wanted: string) => never;

const deepest = 32;
const longestNumber = 64;
const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const loneSurrogate = /\p{Surrogate}/u;

/**
 * Parses JSON by RFC 8259, and refuses what `JSON.parse` lets through: a name that stands twice in an object, half a
 * surrogate pair, nesting beyond 32.
 */
export function parseStrict(text: string, refuse: Refuse): Strict {
  let at = 0;
  const skipSpace = (): void => {
    while (at < text.length && " \t\n\r".includes(text[at])) at++;
  };
  /** Steps over `character` if it comes next. */
  const take = (character: string): boolean => {
    skipSpace();
    if (text[at] !== character) return false;
    at++;
    return true;
  };
  const value = (depth: number): Strict => {
    if (depth > deepest) refuse(at, `nesting no deeper than ${deepest}`);
    if (take("{")) return object(depth);
    if (take("[")) return array(depth);
    return text[at] === '"' ? string() : literal();
  };
  const object = (depth: number): ReadonlyMap<string, Strict> => {
    const fields = new Map<string, Strict>();
    if (take("}")) return fields;
    do {
      skipSpace();
      const start = at;
      if (text[at] !== '"') refuse(at, "a name in quotes");
      const name = string();
      if (fields.has(name)) refuse(start, "each name once in an object");
      if (!take(":")) refuse(at, '":"');
      fields.set(name, value(depth + 1));
    } while (take(","));
    if (!take("}")) refuse(at, '"," or "}"');
    return fields;
  };
  const array = (depth: number): readonly Strict[] => {
    const values: Strict[] = [];
    if (take("]")) return values;
    do values.push(value(depth + 1));
    while (take(","));
    if (!take("]")) refuse(at, '"," or "]"');
    return values;
  };
  const string = (): string => {
    const start = at++;
    while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
    at++;
    const parsed = at > text.length ? undefined : tryParse(text.slice(start, at));
    if (typeof parsed !== "string" || loneSurrogate.test(parsed)) refuse(start, "a string of JSON");
    return parsed as string;
  };
  const literal = (): Strict => {
    const start = at;
    while (at < text.length && /[\w.+-]/.test(text[at])) at++;
    const word = text.slice(start, Math.min(at, start + longestNumber));
    if (number.test(word) && at - start <= longestNumber) return Number(word);
    if (word !== "true" && word !== "false" && word !== "null") refuse(start, "a value of JSON");
    return tryParse(word) as boolean | null;
  };
  const parsed = value(0);
  skipSpace();
  if (at !== text.length) refuse(at, "nothing after the JSON");
  return parsed;
}

function tryParse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
