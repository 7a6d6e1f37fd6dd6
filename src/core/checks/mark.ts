/*
 * A Proxy (Vue's `ref` and `reactive`, Pinia) answers for the object behind it, but is another
 * object: private fields, WeakMaps and `===` do not see through it. So the library marks its
 * objects with a function that tells the object itself. Every copy of the library has the same key,
 * so it also tells the objects of another copy from those of a user.
 */
const key: unique symbol = /* @__PURE__ */ Symbol.for("deltarule");

/** The object whose mark was called last. Not the value of the mark: a Proxy would wrap that. */
let told: object | undefined;

/** Marks an object of the library. */
export function mark<Marked extends object>(object: Marked): Marked {
  const tell = (): void => {
    told = object;
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
  told = undefined;
  markOf(value)?.();
  const found = told;
  told = undefined;
  return found;
}

/** The same, or the value itself where nothing is behind it. */
export function itself<Value>(value: Value): Value {
  return (behind(value) ?? value) as Value;
}

/** Whether another copy of the library made it. */
export function isOfAnotherCopy(value: unknown): boolean {
  return markOf(value) !== undefined && behind(value) === undefined;
}

function markOf(value: unknown): (() => void) | undefined {
  const holder: { readonly [key]?: unknown } = Object(value);
  // An object that inherits from a marked one is another object.
  const found = key in Object(Object.getPrototypeOf(holder)) ? undefined : holder[key];
  return typeof found === "function" ? () => found.call(holder) : undefined;
}
