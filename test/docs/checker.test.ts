import { describe, expect, it } from "vitest";
import { blockError, blocksOf, commentBlocks, type Program, programsOf, run } from "../helpers/docs.js";
import { typeErrors } from "../helpers/docsTypes.js";
import { checkPrinted } from "../helpers/docsValue.js";

describe("the checker of the pages", () => {
  const program = (code: string): Program => ({
    page: "page.md",
    line: 1,
    code: `import { sigmoid } from "deltarule";\n${code}`,
  });

  it.each([
    ["sigmoid.apply(0); // 0.6", "page.md:2: 0.6: the value is 0.5, not 0.6"],
    ["const a = sigmoid.apply(0); // 0.6", "page.md:2: 0.6: the value is 0.5, not 0.6"],
    ["console.log(sigmoid.apply(0)); // 0.6", "page.md:2: 0.6: the value is 0.5, not 0.6"],
    ["[1, { b: 2 }]; // [1, { b: 3 }]", "page.md:2: [1, { b: 3 }]: [1].b is 2, not 3"],
    ["sigmoid.apply(0); // a half", 'page.md:2: a half: "a" is no value: put remarks on a line of their own'],
    ["if (sigmoid) sigmoid.name; // 1", "page.md:2: put the remark on a line of its own"],
    ["sigmoid.apply(0); // throws DataError: no", "page.md:2: nothing was thrown, wanted DataError: no"],
    [
      'const f = () => { throw new TypeError("yes"); };\nf(); // throws TypeError: no',
      "page.md:3: threw TypeError: yes\nnot   TypeError: no",
    ],
    ['throw new Error("unexpected");', "unexpected"],
    ['import "elsewhere";', 'page.md: imports "elsewhere", wanted deltarule'],
  ])("objects to %j", async (code, message) => {
    await expect(run(program(code))).rejects.toThrow(message);
  });

  it("accepts values, errors, promises and several lines of comment", async () => {
    await run(
      program(
        [
          "sigmoid.apply(2); // 0.880797…",
          "const p = await Promise.resolve([1, 2]); // [1, 2]",
          "new Float64Array([1, 2, 3]); // Float64Array [1,",
          "// 2, …]",
          'const f = () => { throw new TypeError("a long message"); };',
          "f(); // throws TypeError: a long",
          "// message",
        ].join("\n"),
      ),
    );
  });

  it.each<[string, unknown]>([
    ["0.68", 0.6802],
    ["0.680", 0.6802],
    ["0.6802…", 0.68026],
    ["-0.5…", -0.51],
    ["1.2e-7", 1.23e-7],
    ["1.2…e-7", 1.29e-7],
    ["3", 3],
    ['"a \\"word\\""', 'a "word"'],
    ["null", null],
    ["undefined", undefined],
    ["NaN", Number.NaN],
    ["-Infinity", Number.NEGATIVE_INFINITY],
    ["[]", []],
    [
      "[[1, 2], [3, …]]",
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ["Float32Array(2) [ 0.1, 0.2 ]", new Float32Array([0.1, 0.2])],
    ["{ a: 1, b: [true] }", { a: 1, b: [true] }],
    ["{ a: 1, … }", { a: 1, b: 2 }],
    ["Map { … }", new Map()],
  ])("reads %s", (printed, value) => {
    expect(() => checkPrinted(printed, value)).not.toThrow();
  });

  it.each<[string, unknown]>([
    ["0.69", 0.6802],
    ["0.681", 0.6802],
    ["0.6803…", 0.68026],
    ["0.5…", -0.51],
    ["1.3e-7", 1.23e-7],
    ["3", 3.0000001],
    ["0", 4.5e-5],
    ["3", "3"],
    ['"3"', 3],
    ["null", "null"],
    ["[1, 2]", [1, 2, 3]],
    ["[1, 2, 3]", [1, 2]],
    ["[1, 2]", new Float64Array([1, 2])],
    ["Float64Array [1]", new Float32Array([1])],
    ["{ a: 1 }", { a: 1, b: 2 }],
    ["{ a: 1, b: 2 }", { a: 1 }],
    ["1 and more", 1],
    ["[1, 2", [1, 2]],
    ["", undefined],
  ])("does not take %s for another value", (printed, value) => {
    expect(() => checkPrinted(printed, value)).toThrow();
  });

  it("reports type errors by page and line", () => {
    const wrong = programsOf(
      blocksOf("page.md", 'Text\n\n```ts\nimport { Layer } from "deltarule";\n```\n\n```ts\nnew Layer("2", 1);\n```\n'),
    );
    expect(typeErrors(wrong)).toEqual([expect.stringMatching(/^page\.md:8: .*'string' is not assignable/s)]);
  });

  it("joins blocks up to the next import into one program, and keeps doc comments apart", () => {
    const page = "```ts\nimport a;\n```\n\n  ~~~ts\n  more;\n  ~~~\n```ts\nimport b;\n```";
    expect(programsOf(blocksOf("page.md", page))).toMatchObject([
      { line: 2, code: "\nimport a;\n\n\n\nmore;" },
      { line: 9, code: "\n\n\n\n\n\n\n\nimport b;" },
    ]);
    const source = "/**\n * ```ts\n * one;\n * ```\n */\nexport {};\n/**\n * ```ts\n * two;\n * ```\n */";
    expect(programsOf(commentBlocks("file.ts", source))).toMatchObject([
      { code: "\n\none;" },
      { code: "\n\n\n\n\n\n\n\ntwo;" },
    ]);
    expect(() => blocksOf("page.md", "```ts\nopen")).toThrow(new Error("page.md: a code block is not closed"));
  });

  it.each([
    ["sh", "npm ci && npm run demo", null],
    ["sh", "npm test # all", null],
    ["sh", "npm run other", 'page.md:2: "npm run other" is not a command that the tests know'],
    ["sh", "rm -rf /", 'page.md:2: "rm -rf /" is not a command that the tests know'],
    ["sh", "npx vitest run test/docs/pages.test.ts", null],
    [
      "sh",
      "npx vitest run test/none.test.ts",
      'page.md:2: "npx vitest run test/none.test.ts" is not a command that the tests know',
    ],
    ["json", '{ "a": 1 }', null],
    ["json", "{ a: 1 }", "page.md:2: this is not JSON"],
    ["py", "1", 'page.md:2: wanted ts, tsx, html, vue, svelte, js, sh, json, c or text, not "py"'],
    ["", "1", 'page.md:2: wanted ts, tsx, html, vue, svelte, js, sh, json, c or text, not ""'],
  ])("checks a block of %s: %s", (language, code, error) => {
    const [block] = blocksOf("page.md", `\`\`\`${language}\n${code}\n\`\`\``);
    expect(blockError(block, ["demo", "test"])).toBe(error);
  });
});
