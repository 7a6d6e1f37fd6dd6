import type { Lang } from "../state.js";
import { lesson as lessonEn } from "./en/lesson.js";
import { page as pageEn } from "./en/page.js";
import { tools as toolsEn } from "./en/tools.js";
import { lesson as lessonZh } from "./zh/lesson.js";
import { page as pageZh } from "./zh/page.js";
import { tools as toolsZh } from "./zh/tools.js";

const en = { ...pageEn, ...lessonEn, ...toolsEn } as const;

export type TextKey = keyof typeof en;

/** Every text of the page, a table for each language. */
export const tables: Readonly<Record<Lang, Readonly<Record<TextKey, string>>>> = {
  en,
  zh: { ...pageZh, ...lessonZh, ...toolsZh },
};

export type Values = Readonly<Record<string, string | number>>;
/** Looks a text up in the language of the page. */
export type Say = (key: TextKey, values?: Values) => string;

export function sayIn(lang: Lang): Say {
  return (key, values = {}) =>
    tables[lang][key].replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}
