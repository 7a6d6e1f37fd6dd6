// The page's document: scripts are compiled with Node's types.
declare const document: {
  readonly body: { append(element: object): void };
  createElement(name: string): { id: string; textContent: string };
};

/** Shows what was found, as JSON, or the error. */
export function tell(found: Promise<unknown>): void {
  const told = document.createElement("pre");
  told.id = "told";
  found
    .then((value) => JSON.stringify(value), String)
    .then((text) => {
      told.textContent = text;
      document.body.append(told);
    });
}
