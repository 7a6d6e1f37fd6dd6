/** A parsed value. Objects are Maps, so that no name in a file has a meaning to JavaScript. */
export type StrictJson = string | number | boolean | null | readonly StrictJson[] | ReadonlyMap<string, StrictJson>;

/** Throws an error: the text lacks `wanted` at this character, counted from 0. */
export type Refuse = (at: number, wanted: string) => never;

const deepestNesting = 32;
const longestNumber = 64;
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const loneSurrogate = /\p{Surrogate}/u;

/**
 * Parses JSON by RFC 8259. Refuses three things that `JSON.parse` accepts: a name that stands twice
 * in an object, half a surrogate pair, and nesting deeper than 32.
 */
export function parseStrict(text: string, refuse: Refuse): StrictJson {
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
  const value = (depth: number): StrictJson => {
    if (depth > deepestNesting) refuse(at, `nesting no deeper than ${deepestNesting}`);
    if (take("{")) return object(depth);
    if (take("[")) return array(depth);
    return text[at] === '"' ? string() : literal();
  };
  const object = (depth: number): ReadonlyMap<string, StrictJson> => {
    const fields = new Map<string, StrictJson>();
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
  const array = (depth: number): readonly StrictJson[] => {
    const values: StrictJson[] = [];
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
    const parsed = at > text.length ? undefined : parseString(text.slice(start, at));
    return parsed === undefined || loneSurrogate.test(parsed) ? refuse(start, "a string of JSON") : parsed;
  };
  const literal = (): StrictJson => {
    const start = at;
    while (at < text.length && /[\w.+-]/.test(text[at])) at++;
    const word = text.slice(start, Math.min(at, start + longestNumber));
    if (jsonNumber.test(word) && at - start <= longestNumber) return Number(word);
    if (word === "null") return null;
    if (word === "true") return true;
    return word === "false" ? false : refuse(start, "a value of JSON");
  };
  const parsed = value(0);
  skipSpace();
  if (at !== text.length) refuse(at, "nothing after the JSON");
  return parsed;
}

/** The string of a text in quotes; `undefined` when JSON does not allow the text. */
function parseString(quoted: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(quoted);
    return typeof parsed === "string" ? parsed : undefined;
  } catch {
    return undefined;
  }
}
