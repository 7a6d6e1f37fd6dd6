import { Pipeline } from "deltarule";
import { fromOnnx } from "deltarule/formats";
import { notesTrace } from "../../test/helpers/explain.js";
import { numbersOf, same, written } from "./expected.js";
import { looks } from "./looks.js";
import type { Scene } from "./scene.js";
import { screens } from "./screens.js";
import { stalls } from "./stalls.js";

/** Scripts that find the last file of the page: Playwright's Firefox does not report downloads. */
const keepFiles =
  "const make = URL.createObjectURL; URL.createObjectURL = (blob) => { window.made = blob; return make.call(URL, blob); };";
const lastFile =
  "window.made.arrayBuffer().then((bytes) => btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join('')))";

/** Everything a reader does in the playground, by what must happen. */
export const scenes: Readonly<Record<string, Scene>> = {
  "trains XOR to its target": async (page, address) => {
    await page.goto(`${address}#data=xor&mode=train`);
    await page.selectOption("#speed", "full");
    await page.click("#play");
    await page.waitForFunction("/is reached/.test(document.querySelector('#status').textContent)");
    const accuracy = await page.textContent("#figure-accuracy");
    same(accuracy, "100.0 %", "accuracy");
    return `${await page.textContent("#status")}`;
  },

  "goes through the lecture notes by hand, with the library's numbers": async (page, address) => {
    await page.goto(address);
    await page.click("#notes-start");
    const trace = notesTrace();
    const seen = new Map<string, string>();
    const place = async () => JSON.stringify(await page.locator("#hand-next").boundingBox());
    const next = await place();
    for (let step = 0; step < 13; step++) {
      await page.click(`#tick-${step}`);
      if ((await page.locator("#hidden").count()) > 0) await page.click("#answer-0");
      for (const line of await page.locator("#sheet .lines .eq").all()) {
        const name = (await line.getAttribute("data-left")) ?? "";
        const value = (await line.locator(".value").textContent()) ?? "";
        if (step < 12 && !seen.has(name)) seen.set(name, value.replace(/^\S+ /, ""));
      }
      const { top, bottom } = (await page.evaluate(
        "document.querySelector('#net-picture svg').getBoundingClientRect().toJSON()",
      )) as { top: number; bottom: number };
      if (top < 0 || bottom > 900) throw new Error(`the network leaves the screen at step ${step}`);
      same(await place(), next, "the place of Next");
    }
    const wanted = numbersOf(trace);
    for (const [name, value] of Object.entries(wanted)) same(seen.get(name), written(value), name);
    await page.click("#hand-xor");
    await page.waitForFunction("document.querySelector('#data-select').value === 'xor'");
    return `${Object.keys(wanted).length} numbers agree, and the network stays in view`;
  },

  "is driven by keys, and the browser's Back undoes": async (page, address) => {
    await page.goto(`${address}#data=notes`);
    await page.waitForSelector("#hand-title");
    const step = async (): Promise<string> => new URLSearchParams(new URL(page.url()).hash.slice(1)).get("step") ?? "";
    for (let k = 0; k < 3; k++) await page.keyboard.press("ArrowRight");
    same(await step(), "3", "three times to the right");
    await page.keyboard.press("ArrowLeft");
    same(await step(), "2", "once to the left");
    await page.goBack();
    same(await step(), "3", "the browser's Back");
    await page.click("#edge-0-0-0 .hit", { force: true });
    await page.fill("#value-field", "-0.5");
    await page.keyboard.press("Enter");
    await page.waitForFunction("/edits=0w0/.test(location.hash)");
    same(await page.inputValue("#value-field"), "-0.5", "the weight");
    await page.keyboard.press("Escape");
    await page.goBack();
    await page.waitForFunction("!/edits/.test(location.hash)");
    await page.click("#edge-0-0-0 .hit", { force: true });
    same(await page.inputValue("#value-field"), "0.1", "the weight after Back");
    await page.locator("#sheet-body").focus();
    await page.keyboard.press(" ");
    await page.waitForFunction("Number(document.querySelector('#figure-epoch').textContent) > 1");
    await page.keyboard.press(" ");
    await page.waitForSelector("#hand-title");
    return `space played up to epoch ${await page.textContent("#figure-epoch")}`;
  },

  "lets numbers be dragged while the curve of E follows": async (page, address) => {
    await page.goto(`${address}#data=xor`);
    await page.click("#node-1-0");
    await page.click(".related button");
    const box = await page.locator("#details .plot").boundingBox();
    if (box === null) throw new Error("there is no curve");
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.7, box.y + box.height / 2, { steps: 6 });
    await page.mouse.up();
    await page.waitForFunction("/edits=0w/.test(location.hash)");
    const edits = new URLSearchParams(new URL(page.url()).hash.slice(1)).get("edits") ?? "";
    same(String(edits.split("~").length), "1", "the edits of one drag");
    return edits;
  },

  "takes, adds and deletes points, and changes the rate while it trains": async (page, address) => {
    await page.goto(`${address}#data=xor&mode=train`);
    const canvas = page.locator("#region-canvas");
    const box = await canvas.boundingBox();
    if (box === null) throw new Error("there is no region");
    await page.mouse.click(box.x + box.width * 0.115, box.y + box.height * 0.885);
    await page.waitForFunction("/sample=0/.test(location.hash)");
    await page.click("#tool-add");
    await canvas.click({ position: { x: box.width / 2, y: box.height / 2 } });
    await page.waitForFunction("/edits=0a/.test(location.hash)");
    await page.click("#tool-delete");
    await canvas.click({ position: { x: box.width / 2, y: box.height / 2 } });
    await page.waitForFunction("/~0d4/.test(decodeURIComponent(location.hash))");
    await page.click("#play");
    await page.waitForFunction("Number(document.querySelector('#figure-epoch').textContent) > 2");
    await page.fill("#rate", "0.2");
    await page.keyboard.press("Enter");
    await page.waitForFunction("Number(document.querySelector('#figure-epoch').textContent) > 12");
    await page.click("#play");
    await page.waitForFunction("/~[0-9]+r0.2/.test(decodeURIComponent(location.hash))");
    const at = Number(/~(\d+)r0.2/.exec(decodeURIComponent(page.url()))?.[1]);
    if (!(at >= 2)) throw new Error(`the learning rate changed at epoch ${at}`);
    const [loss, shared] = [await page.textContent("#figure-loss-now"), page.url()];
    await page.goto("about:blank");
    await page.goto(shared);
    await page.waitForFunction("/Paused/.test(document.querySelector('#status').textContent)");
    same(await page.textContent("#figure-loss-now"), loss, "the loss of the shared address");
    return `rate changed at epoch ${at}, loss ${loss} again from the address`;
  },

  "names a planted mistake, draws the landscape and the race": async (page, address) => {
    await page.goto(`${address}#data=iris&mode=break`);
    await page.click("#mistake-z");
    await page.waitForSelector("#first-wrong");
    const cause = `${await page.textContent("#first-wrong")}`;
    if (!cause.includes("layer 2") || !cause.includes("in place of")) throw new Error(cause);
    await page.goto(`${address}#data=notes&mode=inspect`);
    await page.click("#landscape-run");
    await page.waitForSelector("#landscape-result");
    await page.click("#race-run");
    await page.waitForSelector("#race-result");
    return cause;
  },

  "asks before it answers, and is embedded": async (page, address) => {
    await page.goto(address);
    await page.click("#notes-start");
    await page.click("#lesson-6");
    await page.waitForSelector("#hidden");
    await page.click("#answer-1");
    await page.waitForSelector("#answer-1.good");
    if (!/lesson=6/.test(page.url())) throw new Error(page.url());
    await page.goto("about:blank");
    await page.goto(`${address}?embed&hide=play,settings#data=notes&lang=zh`);
    await page.waitForSelector("#hand-title");
    same(String(await page.locator("#play").isVisible()), "false", "Play");
    same(String(await page.locator("#tab-train").isVisible()), "false", "the tab Train");
    same(String(await page.locator("#hand-next").isVisible()), "true", "Next");
    return "lesson 6, and a frame without Play and Train";
  },

  "shows the numbers of a neuron and a weight that is clicked, by keyboard too": async (page, address) => {
    await page.goto(`${address}#data=notes&digits=17`);
    const [hidden, last] = notesTrace().layers;
    await page.locator("#node-1-1").focus();
    await page.keyboard.press("Enter");
    const value = async (name: string): Promise<string> =>
      `${await page.locator(`#details .eq[data-left="${name}"] .value`).first().textContent()}`.replace(/^\S+ /, "");
    same(await value("x₄"), `${hidden.neurons[1].z}`, "z");
    same(await value("O₄"), `${hidden.neurons[1].a}`, "a");
    same(await value("δ₄"), `${hidden.neurons[1].delta}`, "δ");
    await page.click(".related button:nth-of-type(1)");
    same(await value("∂E/∂w₁₄"), `${hidden.neurons[1].terms[0].weight.gradient}`, "∂E/∂w₁₄");
    await page.locator("#edge-1-0-1").focus();
    await page.keyboard.press("Enter");
    same(await value("∂E/∂w₄₅"), `${last.neurons[0].terms[1].weight.gradient}`, "∂E/∂w₄₅");
    return "z, a, δ and ∂E/∂w to the last bit";
  },

  "gives a link that leads to the same numbers": async (page, address) => {
    await page.goto(`${address}#data=iris&seed=42&sample=60&digits=17`);
    await page.click("#step");
    await page.click("#step");
    await page.waitForFunction(
      "document.querySelector('#figure-epoch').textContent === '2' && document.querySelector('#hand-title')",
    );
    await page.click("#node-2-0");
    const numbers = await page.textContent("#details");
    const shared = page.url();
    await page.goto("about:blank");
    await page.goto(shared);
    await page.waitForFunction(
      "document.querySelector('#figure-epoch').textContent === '2' && document.querySelector('#hand-title')",
    );
    await page.click("#node-2-0");
    same(await page.textContent("#details"), numbers, "what the link shows");
    return `${(numbers ?? "").length} characters are the same`;
  },

  "exports what predicts the same": async (page, address) => {
    await page.addInitScript(keepFiles);
    await page.goto(`${address}#data=iris&epoch=5&mode=code`);
    await page.waitForSelector("#take-json");
    await page.waitForFunction("/Paused/.test(document.querySelector('#status').textContent)");
    const take = async (id: string): Promise<Buffer> => {
      await page.evaluate("window.made = null");
      await page.click(`#${id}`);
      await page.waitForFunction("window.made !== null");
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
    await page.waitForSelector("#hand-title");
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

  "says why training ended in the language of the page, also after a switch": async (page, address) => {
    await page.goto(`${address}#data=notes&layers=4relu.1identity&loss=mse&rate=10&epoch=300`);
    await page.waitForFunction("/diverged/.test(document.querySelector('#status').textContent)");
    await page.click("#lang");
    const said = await page.textContent("#status");
    if (!/^第 \d+ 轮之后训练发散：[^a-z]*$/.test(said ?? "")) throw new Error(`in Chinese it says: ${said}`);
    return `${said}`;
  },

  "checks gradients on the spot": async (page, address) => {
    await page.goto(`${address}#data=circles&mode=inspect`);
    await page.click("#check-run");
    await page.waitForSelector("#check-result .good");
    return `${await page.textContent("#check-result .good")}`;
  },

  "says what is wrong with a table, and takes a right one": async (page, address) => {
    await page.goto(`${address}#data=xor&mode=train`);
    await page.click("#data-csv");
    await page.fill("#csv-text", "height,kind\n1,apple\n2,pear\noops,pear");
    await page.click("#csv-use");
    same(await page.textContent("#status"), "Line 4, column 1: “oops” is not a number.", "the complaint");
    await page.fill("#csv-text", "height,width,kind\n1,2,apple\n2,3,pear\n3,1,plum\n1,1,apple");
    await page.click("#csv-use");
    await page.waitForSelector("#region-canvas");
    await page.waitForFunction("document.querySelector('#loss').value === 'crossEntropy'");
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
  ...screens,
};
