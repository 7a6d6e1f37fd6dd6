import { Pipeline } from "deltarule";
import { fromOnnx } from "deltarule/formats";
import { notesTrace } from "../../test/helpers/explain.js";
import { numbersOf, same, written } from "./expected.js";
import { looks } from "./looks.js";
import type { Scene } from "./scene.js";
import { stalls } from "./stalls.js";

/** Scripts that find the last file of the page: Playwright's Firefox does not report downloads. */
const keepFiles =
  "const make = URL.createObjectURL; URL.createObjectURL = (blob) => { window.made = blob; return make.call(URL, blob); };";
const lastFile =
  "window.made.arrayBuffer().then((bytes) => btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join('')))";

/** Everything a reader does in the playground, by what must happen. */
export const scenes: Readonly<Record<string, Scene>> = {
  "trains XOR to its target": async (page, address) => {
    await page.goto(`${address}#data=xor`);
    await page.selectOption("#speed", "full");
    await page.click("#play");
    await page.waitForFunction("/target is reached/.test(document.querySelector('#status').textContent)");
    const accuracy = await page.textContent("#figure-accuracy");
    same(accuracy, "100.0 %", "accuracy");
    return `${await page.textContent("#status")}`;
  },

  "goes through the lecture notes by hand, with the library's numbers": async (page, address) => {
    await page.goto(address);
    await page.click("#notes-start");
    const trace = notesTrace();
    const seen = new Map<string, string>();
    for (;;) {
      for (const line of await page.locator("#hand .lines .eq").all()) {
        const name = (await line.getAttribute("data-left")) ?? "";
        if (!seen.has(name)) seen.set(name, (await line.locator(".value").textContent()) ?? "");
      }
      if (await page.locator("#hand-next").isDisabled()) break;
      await page.keyboard.press("Enter");
    }
    const wanted = numbersOf(trace);
    for (const [name, value] of Object.entries(wanted)) same(seen.get(name), `= ${written(value)}`, name);
    await page.click("#hand-xor");
    same(await page.getAttribute("#data-xor", "aria-pressed"), "true", "the way on to XOR");
    return `${Object.keys(wanted).length} numbers agree`;
  },

  "shows the numbers of a neuron and a weight that is clicked, by keyboard too": async (page, address) => {
    await page.goto(`${address}#data=notes&digits=17`);
    const [hidden, last] = notesTrace().layers;
    await page.locator("#node-1-1").focus();
    await page.keyboard.press("Enter");
    const value = (name: string): Promise<string | null> =>
      page.textContent(`#details .eq[data-left="${name}"] .value`);
    same(await value("x₄"), `= ${hidden.neurons[1].z}`, "z");
    same(await value("O₄"), `= ${hidden.neurons[1].a}`, "a");
    same(await value("δ₄"), `= ${hidden.neurons[1].delta}`, "δ");
    await page.click("#weight-0-1-0");
    same(await value("∂E/∂w₁₄"), `= ${hidden.neurons[1].terms[0].weight.gradient}`, "∂E/∂w₁₄");
    await page.locator(".edge .hit").nth(5).click({ force: true });
    same(await value("∂E/∂w₄₅"), `= ${last.neurons[0].terms[1].weight.gradient}`, "∂E/∂w₄₅");
    return "z, a, δ and ∂E/∂w to the last bit";
  },

  "gives a link that leads to the same numbers": async (page, address) => {
    await page.goto(`${address}#data=iris&seed=42&sample=60&digits=17`);
    await page.click("#step");
    await page.click("#step");
    await page.waitForFunction(
      "document.querySelector('#figure-epoch').textContent === '2' && document.querySelector('#hand-next')",
    );
    await page.click("#node-2-0");
    const numbers = await page.textContent("#details");
    const shared = page.url();
    await page.goto("about:blank");
    await page.goto(shared);
    await page.waitForFunction(
      "document.querySelector('#figure-epoch').textContent === '2' && document.querySelector('#hand-next')",
    );
    await page.click("#node-2-0");
    same(await page.textContent("#details"), numbers, "what the link shows");
    return `${(numbers ?? "").length} characters are the same`;
  },

  "exports what predicts the same": async (page, address) => {
    await page.addInitScript(keepFiles);
    await page.goto(`${address}#data=iris&epoch=5`);
    await page.waitForFunction("document.querySelector('#hand-next')");
    const take = async (id: string): Promise<Buffer> => {
      await page.click(`#${id}`);
      return Buffer.from((await page.evaluate(lastFile)) as string, "base64");
    };
    const json = JSON.parse((await take("take-json")).toString());
    const flower = [5.1, 3.5, 1.4, 0.2];
    const fromJson = Pipeline.fromJSON(json).predict(flower);
    const source = (await take("take-js")).toString();
    const module = await import(`data:text/javascript,${encodeURIComponent(source)}`);
    same(String(module.predict(flower)), String(fromJson), "the source's outputs");
    const onnx = fromOnnx(await take("take-onnx")).predict([flower])[0];
    same(String(onnx), String(fromJson), "the ONNX file's outputs");
    const [picture, told] = [await take("take-svg"), await take("take-html")];
    if (!picture.includes("<svg") || !told.includes("<html"))
      throw new Error("the picture or the derivation is missing");
    return `${source.length} characters of source, ${fromJson}`;
  },

  "keeps the place of what is looked at": async (page, address) => {
    await page.goto(`${address}#data=xor&epoch=3`);
    await page.waitForSelector("#hand-next");
    await page.selectOption("#sample", "2");
    await page.selectOption("#digits", "6");
    await page.click("#hand-next");
    await page.click("#lang");
    same(await page.getAttribute("html", "lang"), "zh-Hans", "the language");
    const { hash } = new URL(page.url());
    for (const word of ["sample=2", "digits=6", "step=1", "epoch=3", "lang=zh"])
      if (!hash.includes(word)) throw new Error(`${hash} lacks ${word}`);
    return hash;
  },

  "checks gradients on the spot": async (page, address) => {
    await page.goto(`${address}#data=circles`);
    await page.click("#check-run");
    await page.waitForSelector("#check-result .good");
    return `${await page.textContent("#check-result .good")}`;
  },

  "says what is wrong with a table, and takes a right one": async (page, address) => {
    await page.goto(address);
    await page.click("#data-csv");
    await page.fill("#csv-text", "height,kind\n1,apple\n2,pear\noops,pear");
    await page.click("#csv-use");
    same(await page.textContent("#status"), "Line 4, column 1: “oops” is not a number.", "the complaint");
    await page.fill("#csv-text", "height,width,kind\n1,2,apple\n2,3,pear\n3,1,plum\n1,1,apple");
    await page.click("#csv-use");
    await page.waitForSelector("#hand-next");
    same(await page.inputValue("#loss"), "crossEntropy", "the loss");
    await page.goto(`${address}#data=nonsense`);
    await page.waitForFunction("/data/.test(document.querySelector('#status').textContent)");
    return "in words, with line and column";
  },

  "stays at hand while it trains": async (page, address) => {
    // Other load on the machine causes a long task now and then; a fault causes one in every round.
    let found = await stalls(page, address);
    for (let round = 0; round < 3 && found.long.length > 0; round++) found = await stalls(page, address);
    const { long, usual, most, epoch } = found;
    if (long.length > 1) throw new Error(`${long.length} tasks over 50 ms in every round: ${long.map(Math.round)}`);
    if (usual > 100) throw new Error(`one frame in twenty takes ${usual} ms`);
    return `${epoch} epochs, ${long.length} tasks over 50 ms, 95 % of frames within ${usual} ms, the longest ${most} ms`;
  },

  ...looks,
};
