import type { Page } from "playwright-core";

/**
 * One check in the page at this address. Resolves to a sentence on what it found; throws if that is
 * not as expected.
 */
export type Scene = (page: Page, address: string) => Promise<string>;
