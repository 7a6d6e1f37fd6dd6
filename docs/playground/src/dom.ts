type Child = Node | string | null | readonly Child[];
type Props = Readonly<Record<string, unknown>>;

/**
 * Makes an element. Functions named `on…` become listeners, `true` an empty attribute, `false` and
 * `null` none; all else becomes an attribute.
 */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]) {
  return fill(document.createElement(tag), props, children);
}

export function svg<K extends keyof SVGElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), props, children);
}

function fill<E extends Element>(element: E, props: Props, children: readonly Child[]): E {
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
    else if (name === "value") {
      (element as unknown as { value: unknown }).value = value;
      element.setAttribute(element instanceof HTMLTextAreaElement ? "data-value" : "value", String(value));
    } else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  append(element, children);
  return element;
}

function append(element: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child === null) continue;
    if (typeof child === "string" || child instanceof Node) element.append(child);
    else append(element, child);
  }
}

const written = new WeakMap<Element, string>();

/**
 * Replaces the content of a place, unless it equals the last content put there: a button must not
 * vanish while it is pressed.
 */
export function replace(place: Element, ...children: Child[]): void {
  const fresh = document.createElement("div");
  append(fresh, children);
  const text = fresh.innerHTML;
  if (written.get(place) === text) return;
  written.set(place, text);
  keepFocus(place);
  place.replaceChildren(...fresh.childNodes);
}

/**
 * Gives an element of a place its focus back after its content was replaced, if its id remains.
 * That lays the page out, so it waits until the running task has replaced the other places too.
 */
export function keepFocus(place: Element): void {
  const { activeElement } = document;
  const id = place.contains(activeElement) ? activeElement?.id : undefined;
  if (id) queueMicrotask(() => document.getElementById(id)?.focus({ preventScroll: true }));
}

/** Calls back when the reader has changed a field: with Enter, or by leaving it. */
export function whenChanged(field: HTMLInputElement, commit: () => void): HTMLInputElement {
  let last = field.value;
  const changed = (): void => {
    if (field.value === last) return;
    last = field.value;
    commit();
  };
  field.addEventListener("change", changed);
  field.addEventListener("keydown", ({ key }) => {
    if (key === "Enter") changed();
  });
  return field;
}

export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`there is no #${id}`);
  return found;
}

/** A labeled list of options. */
export function select<T extends string>(
  id: string,
  label: string,
  value: T,
  options: readonly (readonly [T, string])[],
  choose: (value: T) => void,
): HTMLElement {
  const list = h(
    "select",
    { id, onchange: () => choose(list.value as T) },
    options.map(([name, text]) => h("option", { value: name, selected: name === value }, text)),
  );
  return h("label", { class: "field" }, h("span", {}, label), list);
}

export function button(id: string, text: string, press: () => void, props: Props = {}): HTMLButtonElement {
  return h("button", { id, type: "button", onclick: press, ...props }, text);
}
