import { button, byId, h, replace, select } from "../dom.js";
import type { App } from "./app.js";

const themes = ["os", "light", "dark"] as const;
type Theme = (typeof themes)[number];

/** The title, the language and the theme. */
export function header(app: App, repaint: () => void): void {
  const { say, state } = app;
  document.documentElement.lang = state.lang === "zh" ? "zh-Hans" : "en";
  document.title = `deltarule · ${say("title")}`;
  const other = state.lang === "en" ? "zh" : "en";
  const names = themes.map((theme) => [theme, say(theme === "os" ? "theme.auto" : `theme.${theme}`)] as const);
  const theme = (chosen: Theme) => {
    setTheme(chosen);
    repaint();
  };
  replace(byId("header"), [
    h("a", { href: "#network", class: "skip", onclick: (event: Event) => jump(event) }, say("skip")),
    h("div", {}, [
      h("p", { class: "brand" }, h("b", {}, "deltarule"), ` · ${say("title")}`),
      h("h1", {}, say("heading")),
      h("p", { class: "lead" }, say("lead")),
    ]),
    h("nav", {}, [
      h("a", { href: "../index.html" }, say("docs")),
      button("lang", say("lang.switch"), () => app.look({ lang: other }), { lang: other === "zh" ? "zh-Hans" : "en" }),
      select("theme", say("theme"), getTheme(), names, theme),
    ]),
  ]);
  const start = button(
    "notes-start",
    `${say("notes.start")} →`,
    () => {
      app.choose("notes");
      byId("hand").scrollIntoView({ block: "nearest" });
      byId("hand-next").focus();
    },
    { class: "primary" },
  );
  const words = h("p", {}, h("b", {}, say("notes.invite")), ` ${say("notes.promise")}`);
  replace(byId("invite"), state.data === "notes" ? null : h("div", { class: "card invite" }, words, start));
}

/** Moves the focus without following the link, since the address holds the state. */
function jump(event: Event): void {
  event.preventDefault();
  byId("network").focus();
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
