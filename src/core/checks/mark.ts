/*
 * A Proxy (Vue's `ref` and `reactive`, Pinia) answers for the object behind it, but is another
 * object: private fields, WeakMaps and `===` do not see through it. So the library marks its
 * objects with a function that tells the object itself. Every copy of the library has the same key,
 * so it also tells the objects of another copy from those of a user.
 */
const key: unique symbol = /* @__PURE__ */ Symbol.for("deltarule");

/** An object, and what is kept for it. */
type Told = readonly [object: object, kept: unknown];

/** Of the object whose mark was called last. Not the value of the mark: a Proxy would wrap that. */
let told: Told | null = null;

/**
 * Marks an object of the library, and keeps something for it: `keptFor` finds that. Not in a
 * WeakMap: V8's small collections keep every entry whose value leads to its key, and a network that
 * is used once would cost more to collect than to make.
 */
export function mark<Marked extends object>(object: Marked, kept?: unknown): Marked {
  const own: Told = [object, kept];
  const tell = (): void => {
    told = own;
  };
  // Configurable: a Proxy that wraps every function may wrap this one too.
  return hidden(object, key, tell);
}

/** Gives an object a property that does not show when it is printed, copied or compared. */
export function hidden<Holder extends object>(holder: Holder, name: PropertyKey, value: unknown): Holder {
  return Object.defineProperty(holder, name, { value, configurable: true, writable: true });
}

/** The marked object that this is, or is a Proxy of; undefined for any other, or another copy's. */
export function behind(value: unknown): object | undefined {
  return ask(value)?.[0];
}

/** What `mark` was given for the object that this is, or is a Proxy of. */
export function keptFor(value: unknown): unknown {
  return ask(value)?.[1];
}

/** The same, or the value itself where nothing is behind it. */
export function itself<Value>(value: Value): Value {
  return (behind(value) ?? value) as Value;
}

/** Whether another copy of the library made it. */
export function isOfAnotherCopy(value: unknown): boolean {
  return ask(value) === null;
}

/** What the mark of a value tells; `null` where it is another copy's, undefined without one. */
function ask(value: unknown): Told | null | undefined {
  const holder = value as { readonly [key]?: unknown } | null | undefined;
  const found = holder?.[key];
  if (typeof found !== "function") return undefined;
  told = null;
  found.call(holder);
  const said = told as Told | null;
  told = null;
  // An object that inherits from a marked one is another object.
  return said?.[0] !== holder && key in Object(Object.getPrototypeOf(holder)) ? undefined : said;
}
