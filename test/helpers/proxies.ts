/** What hosts put around a user's objects. */
export type Wrapping = <Value>(value: Value) => Value;

const wrap = <Value extends object>(value: Value, handler: ProxyHandler<Value>): Value => new Proxy(value, handler);

/** A Proxy that changes nothing. */
const plain: Wrapping = (value) => (isObject(value) ? wrap(value, {}) : value);

/** Vue's `reactive`: deep, around objects without a type of their own that are not frozen. */
const reactive: Wrapping = (value) => {
  const type = Object.prototype.toString.call(value).slice(8, -1);
  if (!isObject(value) || !Object.isExtensible(value) || (type !== "Object" && type !== "Array")) return value;
  return wrap(value, { get: (target, name, receiver) => reactive(Reflect.get(target, name, receiver)) });
};

/** Vue's as it would be without its exception for other types. */
const deep: Wrapping = (value) => {
  if (!isObject(value) || !Object.isExtensible(value) || ArrayBuffer.isView(value)) return value;
  return wrap(value, { get: (target, name, receiver) => deep(Reflect.get(target, name, receiver)) });
};

const originals = new WeakMap<object, object>();
const original = (value: unknown): unknown => (isObject(value) ? (originals.get(value) ?? value) : value);

/** Wraps all that comes out, functions and their results too, wherever a Proxy may. */
const membrane: Wrapping = (value) => {
  if ((!isObject(value) && typeof value !== "function") || ArrayBuffer.isView(value)) return value;
  const proxy = wrap(value as object, {
    get: (target, name, receiver) => {
      const found: unknown = Reflect.get(target, name, receiver);
      const own = Reflect.getOwnPropertyDescriptor(target, name);
      return own?.configurable === false && own.writable === false ? found : membrane(found);
    },
    // Functions of the platform need the object itself: an iterator, for one.
    apply: (target, self, given) =>
      membrane(Reflect.apply(target as () => unknown, isNative(target) ? original(self) : self, given)),
  });
  originals.set(proxy, value as object);
  return proxy as typeof value;
};

/** By their names. */
export const wrappings: Readonly<Record<string, Wrapping>> = { plain, reactive, deep, membrane };

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isNative(value: unknown): boolean {
  return Function.prototype.toString.call(value).includes("[native code]");
}
