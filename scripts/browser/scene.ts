import type { Page } from "playwright-core";

/** What a reader does at this address; it throws where something else comes of it, and gives a sentence on what it found. */
export type Scene = (page: Page, address: string) => Promise<string>;
