import fc from "fast-check";

type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

/** Parts of JSON as text, since some nest too deeply for JSON.stringify. */
const anything: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    "null",
    "0",
    "-1",
    "1e308",
    "1e400",
    "[]",
    "{}",
    '""',
    "true",
    '"NaN"',
    '"minMax"',
    "[0]",
    "[[1]]",
    "[0,0]",
  ),
  fc.constantFrom('{"__proto__":{"stained":1}}', '{"name":"minMax","__proto__":{}}', nested(3000, "[", "]")),
  fc.constantFrom(nested(20000, "[", "]"), nested(20000, '{"a":', "}")),
  fc.constantFrom(
    '{"name":"minMax","offsets":[1,2],"scales":[1,2]}',
    '{"name":"standardize","offsets":[1],"scales":[0]}',
  ),
  fc.integer().map(String),
  fc.json(),
);

/** The JSON text of a value with other parts in one or two places. */
export function changedTexts(original: unknown): fc.Arbitrary<string> {
  const places = paths(JSON.parse(JSON.stringify(original)));
  const change = fc.tuple(fc.nat(places.length - 1), anything);
  return fc.array(change, { minLength: 1, maxLength: 2 }).map((changes) => {
    const by = new Map(changes.map(([at, text]) => [places[at].join("/"), text]));
    return changed(JSON.parse(JSON.stringify(original)), "", by);
  });
}

/** The paths of all values; the value itself has the empty path. */
function paths(value: Value, at: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, part]) => paths(part, [...at, key]))];
}

function changed(value: Value, at: string, by: ReadonlyMap<string, string>): string {
  const text = by.get(at);
  if (text !== undefined) return text;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const parts = Object.entries(value).map(([name, part]) => {
    const inside = changed(part, at === "" ? name : `${at}/${name}`, by);
    return Array.isArray(value) ? inside : `${JSON.stringify(name)}:${inside}`;
  });
  return Array.isArray(value) ? `[${parts.join()}]` : `{${parts.join()}}`;
}

function nested(depth: number, open: string, close: string): string {
  return `${open.repeat(depth)}1${close.repeat(depth)}`;
}
