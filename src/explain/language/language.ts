import type { english } from "./en.js";

/** The language of a derivation: English or Chinese. */
export type Language = "en" | "zh";

/** The name of a string, the same in every language. */
export type StringKey = keyof typeof english;

/** All strings of a language. */
export type Strings = Readonly<Record<StringKey, string>>;
