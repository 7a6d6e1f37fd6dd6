import { button, byId, h, replace, select } from "../dom.js";
import { dataNames, type Mode, modes } from "../state.js";
import type { App } from "./app.js";
import { set } from "./labels.js";
import { type Menu, openMenu } from "./menu.js";
import { copyText } from "./take.js";

const themes = ["os", "light", "dark"] as const;
type Theme = (typeof themes)[number];

/** The tabs, the data, the language and the theme. */
export function header(app: App, pages: Modes & Menu, repaint: () => void): void {
  const { say, state } = app;
  set(document.documentElement, "lang", state.lang === "zh" ? "zh-Hans" : "en");
  document.title = `deltarule · ${say("title")}`;
  const other = state.lang === "en" ? "zh" : "en";
  const names = themes.map((theme) => [theme, say(theme === "os" ? "theme.auto" : `theme.${theme}`)] as const);
  const theme = (chosen: Theme) => {
    setTheme(chosen);
    repaint();
  };
  const tabs = modes.map((mode) =>
    button(`tab-${mode}`, say(`mode.${mode}`), () => pages.mode(mode), {
      "aria-current": mode === state.mode ? "page" : null,
    }),
  );
  const data = dataNames.map((name) => [name, say(`data.${name}`)] as const);
  replace(byId("header"), [
    h("a", { href: "#sheet", class: "skip", onclick: (event: Event) => jump(event) }, say("skip")),
    h("h1", { class: "hidden" }, `deltarule · ${say("title")}`),
    h("a", { class: "brand", href: "../index.html", title: say("docs") }, "deltarule"),
    h("nav", { class: "tabs", "aria-label": say("title") }, tabs),
    h("div", { class: "tools" }, [
      select("data-select", say("data"), state.data, data, (name) => app.choose(name)),
      button("share", say("share"), () => copyText(app, location.href)),
      button("lang", say("lang.switch"), () => app.look({ lang: other }), { lang: other === "zh" ? "zh-Hans" : "en" }),
      select("theme", say("theme"), getTheme(), names, theme),
      button("help", "?", () => toggleHelp(app), { "aria-label": say("keys"), title: say("keys") }),
      button("more", "…", () => openMenu(app, pages), { "aria-label": say("more"), title: say("more") }),
    ]),
  ]);
}

/** What opens the tabs. */
export interface Modes {
  mode(mode: Mode): void;
}

const keyTexts = [
  "keys.step",
  "keys.play",
  "keys.epoch",
  "keys.escape",
  "keys.tabs",
  "keys.weight",
  "keys.next",
  "keys.heat",
  "keys.lessons",
  "keys.undo",
] as const;

/** Shows the keys, in a dialog that Esc closes. */
export function toggleHelp({ say }: App): void {
  const dialog = byId("help-dialog");
  if (!(dialog instanceof HTMLDialogElement)) return;
  if (dialog.open) {
    dialog.close();
    return;
  }
  dialog.setAttribute("aria-label", say("keys"));
  dialog.replaceChildren(
    h("h2", {}, say("keys")),
    h(
      "ul",
      {},
      keyTexts.map((key) => h("li", {}, say(key))),
    ),
    button("help-close", say("detail.close"), () => dialog.close(), { class: "primary" }),
  );
  dialog.showModal();
}

/** Moves the focus without following the link, since the address holds the state. */
function jump(event: Event): void {
  event.preventDefault();
  byId("sheet-body").focus();
}

/** The key under which the documentation stores its theme too. */
const kept = "tsd-theme";

export function getTheme(): Theme {
  try {
    return themes.find((theme) => theme === localStorage.getItem(kept)) ?? "os";
  } catch {
    return "os";
  }
}

export function setTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(kept, theme);
  } catch {
    // Without storage, the theme lasts for this visit.
  }
}
