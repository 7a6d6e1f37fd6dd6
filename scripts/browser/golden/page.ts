import { bytesOf, trainings } from "../../../test/golden/trainings.js";

// The page's document: scripts are compiled with Node's types.
declare const document: {
  readonly body: { append(element: object): void };
  createElement(name: string): { id: string; textContent: string };
};

/** Runs the trainings in the page: engine and SHA-256 by name. */
async function hashes(): Promise<unknown> {
  const found: Record<string, { engine: string; hash: string }> = {};
  for (const [name, train] of Object.entries(trainings)) {
    const { engine, parameters } = train();
    const digest = await crypto.subtle.digest("SHA-256", bytesOf(parameters));
    const hash = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
    found[name] = { engine, hash };
  }
  return found;
}

const told = document.createElement("pre");
told.id = "told";
hashes()
  .then((found) => JSON.stringify(found), String)
  .then((text) => {
    told.textContent = text;
    document.body.append(told);
  });
