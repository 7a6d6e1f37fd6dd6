import type { Label, Labels } from "../../core/index.js";
import { labelsFromJson } from "../../core/internal.js";
import type { Fail } from "../fileBytes.js";
import { fieldsOf, textOf, writeField } from "./protobuf.js";

/** The key of the classes among a model's metadata; their value is a list in JSON. */
const key = "deltarule.classes";

/** The fields of a ModelProto that hold the classes: a StringStringEntryProto. */
export function writeClasses(classes: readonly Label[] | null): Uint8Array[] {
  if (classes === null) return [];
  return [writeField(14, [writeField(1, key), writeField(2, JSON.stringify(classes))])];
}

/** The labels in a model's metadata, for a network of so many outputs; `null` for none. */
export function readClassLabels(bytes: Uint8Array, outputs: number, fail: Fail): Labels | null {
  for (const field of fieldsOf({ bytes, at: 0, name: "the model" }, fail)) {
    if (field.id !== 14) continue;
    let [name, value] = ["", ""];
    for (const part of fieldsOf({ ...field, name: "the metadata" }, fail)) {
      if (part.id === 1) name = textOf(part, fail);
      if (part.id === 2) value = textOf(part, fail);
    }
    if (name !== key) continue;
    const labels = labelsFromJson(`fromOnnx: the metadata ${key}`, { classes: parsed(value) });
    const { length } = labels.classes;
    if (length !== outputs && !(length === 2 && outputs === 1))
      fail(`the number of classes in the metadata ${key}`, length, `${outputs}, the outputs of the network`);
    return labels;
  }
  return null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
