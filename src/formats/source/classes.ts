import type { Label } from "../../core/index.js";
import { writeUtf8 } from "../fileBytes.js";
import type { Program } from "./program.js";

/** The program of the outputs of a model with labels: its function has another name. */
export function outputsProgram(program: Program): Program {
  return program.classes === null ? program : { ...program, name: `${program.name}Outputs`, classes: null };
}

/** The classes, and the function that gives the one of a sample, in TypeScript or JavaScript. */
export function scriptOfClasses({ name, classes }: Program, isTyped: boolean): string {
  if (classes === null) return "";
  const list = classes.map((label) => JSON.stringify(label));
  const [parameter, result] = isTyped ? [": ArrayLike<number>", `: ${list.join(" | ")}`] : ["", ""];
  const sure = isTyped ? "!" : "";
  const top =
    `  let top = 0;\n` +
    `  for (let k = 1; k < ${list.length}; k++) if (outputs[k]${sure} > outputs[top]${sure}) top = k;\n`;
  return `
/** The classes, in the order of the outputs. */
export const ${name}Classes${isTyped ? `: readonly (${list.join(" | ")})[]` : ""} = [${list.join(", ")}];

/** The class of a sample. */
export function ${name}(sample${parameter})${result} {
  const outputs = ${name}Outputs(sample);
${`  const isSecond = outputs.length === 1 && outputs[0]${sure} > 0.5;\n`}${top}  return ${name}Classes[isSecond ? 1 : top]${sure};
}
`;
}

/** The same in C: the function gives the place of the class. */
export function cOfClasses({ name, classes, dtype }: Program, outputs: number): string {
  if (classes === null) return "";
  const type = dtype === "float32" ? "float" : "double";
  const areNumbers = classes.every((label) => typeof label === "number");
  const list = classes.map((label) => (areNumbers ? cNumber(Number(label)) : cText(label)));
  const second = `  if (output[0] > 0.5) top = 1;\n`;
  const top = `  for (int k = 1; k < ${outputs}; k++) if (output[k] > output[top]) top = k;\n`;
  return `
/* The classes, in the order of the outputs. */
${areNumbers ? "const double " : "const char *const "}${name}Classes[${classes.length}] = {${list.join(", ")}};

/* The place of a sample's class in ${name}Classes. */
int ${name}(const ${type} *sample) {
  ${type} output[${outputs}];
  int top = 0;
  ${name}Outputs(sample, output);
${outputs === 1 ? second : top}  return top;
}
`;
}

function cNumber(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0` : String(value);
}

/** A text in C: every byte that is no letter, digit or space as three octal digits. */
function cText(label: Label): string {
  const bytes = Array.from(writeUtf8(String(label)));
  const text = bytes.map((byte) => {
    const sign = String.fromCharCode(byte);
    return /[\w .-]/.test(sign) ? sign : `\\${byte.toString(8).padStart(3, "0")}`;
  });
  return `"${text.join("")}"`;
}
