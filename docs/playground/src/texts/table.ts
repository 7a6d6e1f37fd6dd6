import type { Lang } from "../state.js";
import { lesson } from "./lesson.js";
import { page } from "./page.js";

/** Every text of the page, in English and Chinese. */
export const table = { ...page, ...lesson } as const;

export type TextKey = keyof typeof table;
export type Values = Readonly<Record<string, string | number>>;
/** Looks a text up in the language of the page. */
export type Say = (key: TextKey, values?: Values) => string;

export function sayIn(lang: Lang): Say {
  return (key, values = {}) =>
    table[key][lang === "en" ? 0 : 1].replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}
