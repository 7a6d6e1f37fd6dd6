import { modes } from "../state.js";
import { toggleHelp } from "./header.js";
import { toggleLessons } from "./learn.js";
import { toggleHeat } from "./network.js";
import type { Page } from "./page.js";

/** The keys of the page. Fields keep their own, and so do buttons with the space bar. */
export function listen(page: Page): void {
  addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey || event.defaultPrevented) return;
    const { target } = event;
    const element = target instanceof Element ? target : document.body;
    if (document.querySelector("dialog[open]") !== null) return;
    if (event.key === "Escape") leave(page);
    if (element.closest("input, select, textarea") !== null) return;
    if (event.ctrlKey) {
      if (event.key === "z") history.back();
      return;
    }
    const isButton = element.closest("button, a, [role=button]") !== null;
    const act = actionOf(page, event.key, isButton);
    if (act === null) return;
    event.preventDefault();
    act();
  });
}

function leave(page: Page): void {
  toggleLessons(false);
  page.pick(null);
  page.look({});
}

function actionOf(page: Page, key: string, isButton: boolean): (() => void) | null {
  if (key === "ArrowRight") return () => page.next();
  if (key === "ArrowLeft") return () => page.back();
  if (key === " " && !isButton) return () => (page.playing ? page.pause() : page.play());
  if (key === "e") return page.playing ? null : () => page.step();
  if (key === "h") return () => toggleHeat(page);
  if (key === "l") return () => page.lessons();
  if (key === "[" || key === "]") return () => page.nextWeight(key === "]" ? 1 : -1);
  if (key === "?") return () => toggleHelp(page);
  const mode = modes[Number(key) - 1];
  return mode === undefined ? null : () => page.mode(mode);
}
