import { OptionError } from "../core/index.js";
import { show } from "../core/internal.js";

/** The languages of the charts' words: English or Chinese. */
export type ChartLanguage = "en" | "zh";

/**
 * The words of a chart in the language of its options.
 *
 * @throws OptionError for another language.
 */
export function wordsIn<Words>(
  call: string,
  language: ChartLanguage | undefined,
  tables: Readonly<Record<ChartLanguage, Words>>,
): Words {
  if (language === undefined) return tables.en;
  if (!Object.hasOwn(tables, language))
    throw new OptionError(`${call}: language is ${show(language)}, wanted "en" or "zh"`);
  return tables[language];
}
