import { markEmbedded } from "./view/embed.js";
import { getTheme, setTheme } from "./view/header.js";
import { Page } from "./view/page.js";
import { serve } from "./worker.js";

// The same program is the page and its worker, which has no document.
if (typeof document === "undefined") serve();
else {
  setTheme(getTheme());
  markEmbedded();
  new Page().start();
}
