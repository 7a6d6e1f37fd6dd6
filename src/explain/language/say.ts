import type { Expression, Prose } from "../derivation/expression.js";
import { english } from "./en.js";
import type { Language, StringKey, Strings } from "./language.js";
import { chinese } from "./zh.js";

/** What stands in the places of a string. */
export type Values = Readonly<Record<string, Expression | string | number>>;

const tables: Readonly<Record<Language, Strings>> = { en: english, zh: chinese };

/** Whether there are strings in this language. */
export function isLanguage(given: unknown): given is Language {
  return typeof given === "string" && Object.hasOwn(tables, given);
}

/** The strings of a language. */
export function stringsOf(language: Language): Strings {
  return tables[language];
}

/** A string with formulas, numbers and names in its places. */
function fill(template: string, values: Values = {}): Prose {
  const pieces = template.split(/\{(\w+)\}/).map((piece, i) => {
    if (i % 2 === 0) return piece;
    const value = values[piece];
    return typeof value === "object" ? value : String(value);
  });
  return pieces.filter((piece) => piece !== "");
}

/** The same without formulas, as one text. */
export function filled(template: string, values: Readonly<Record<string, string | number>> = {}): string {
  return template.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** A string of the language, as prose. */
export function sayIn(language: Language, key: StringKey, values: Values = {}): Prose {
  return fill(tables[language][key], values);
}
