/**
 * Writes the line at the end of each guide that leads to the one before and the one after, in the
 * order of scripts/site/pages.ts: `npx tsx scripts/footers.ts`.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { withFooters } from "./site/footers.js";
import { root } from "./site/pages.js";

for (const [path, text] of withFooters()) writeFileSync(join(root, path), text);
