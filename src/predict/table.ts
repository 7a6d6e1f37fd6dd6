import { type TableReader, tableReader } from "../core/internal.js";

/**
 * What reads tables: for `loadPredictor`, where the pipeline that was saved has `columns` or
 * `labels`. Other pages do without, and are a fifth smaller. Where the program imports the `columns`
 * of `deltarule`, nothing need be given.
 *
 * ```ts
 * import { loadPredictor, table } from "deltarule/predict";
 *
 * const load = (json: unknown) => loadPredictor(json, { table });
 * ```
 */
export const table: TableReader = tableReader;
