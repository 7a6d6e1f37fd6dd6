/** The style sheet of the page. */
export const styles = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --paper: #fff; --card: #f4f6f8; --line: #c4ccd4; --strong: #0b5cad; --back: #9a3d00; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ed; --soft: #a2adb9; --paper: #14171b; --card: #1e2329; --line: #414a55; --strong: #74b8ff; --back: #ffab70; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 68rem; padding: 1rem; background: var(--paper); color: var(--ink); font: 1.0625rem/1.55 system-ui, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: .25rem 0 .5rem; }
header p, footer, figcaption, .part { color: var(--soft); }
header p { margin: 0; }
footer, figcaption, .part { font-size: .9rem; }
footer { margin-top: 2rem; border-top: 1px solid var(--line); }
footer h2 { font-size: 1rem; }
footer p { margin: .4rem 0; }
.part { margin: 0; }
p { margin: .6rem 0; }
nav { display: none; position: sticky; top: 0; z-index: 1; flex-wrap: wrap; align-items: center; gap: .5rem; padding: .6rem 0; background: var(--paper); }
.js nav { display: flex; }
nav p { flex: 1 1 10rem; margin: 0; color: var(--soft); font-size: .9rem; }
progress { flex: 1 0 100%; width: 100%; height: .4rem; accent-color: var(--strong); }
button { font: inherit; min-height: 2.75rem; padding: .3rem .9rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--card); color: var(--ink); cursor: pointer; }
button#next, button[aria-pressed="true"] { background: var(--strong); border-color: var(--strong); color: var(--paper); }
button:disabled { opacity: .5; cursor: default; }
:focus-visible { outline: 3px solid var(--strong); outline-offset: 2px; }
main { display: grid; gap: 1rem; margin-top: .5rem; }
main > * { min-width: 0; }
figure { margin: 0; }
figcaption { margin-top: .25rem; }
.step { padding: 1rem; border-radius: .75rem; background: var(--card); margin-bottom: 1rem; }
.js .one .step { display: none; }
.js .one .step.on { display: block; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 400; }
.stack th, .rows th { vertical-align: top; padding: .35rem .6rem .35rem 0; white-space: nowrap; }
.stack td, .rows td { padding: .35rem 0; }
.stack tbody tr:not(:last-child) td { padding-bottom: 0; }
tbody + tbody { border-top: 1px solid var(--line); }
.stage { display: inline-block; padding-left: 1.1em; text-indent: -1.1em; margin-right: .5em; }
.stage > *, .stage strong { text-indent: 0; }
.numbers th, .numbers td { padding: .15rem 1.5rem .15rem 0; }
.numbers thead th { color: var(--soft); border-bottom: 1px solid var(--line); }
.numbers td { text-align: right; }
.numbers thead th:not(:first-child) { text-align: right; }
.n { white-space: nowrap; }
var { font-style: italic; font-family: Cambria, Georgia, "DejaVu Serif", serif; white-space: nowrap; }
sub, sup { font-size: .72em; line-height: 0; font-style: normal; }
/* One above the other. */
.both { display: inline-flex; flex-direction: column; vertical-align: middle; font-size: .66em; line-height: 1.05; }
.both > * { font-size: 1em; line-height: inherit; vertical-align: baseline; }
.check { white-space: nowrap; color: var(--soft); margin-left: .5em; }
.check.differs { color: var(--back); font-weight: 700; }
svg { display: block; width: 100%; max-width: 34rem; height: auto; margin: 0 auto; font: 13px system-ui, sans-serif; }
svg text { fill: var(--ink); text-anchor: middle; paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
svg circle { fill: var(--card); stroke: var(--line); stroke-width: 1.5; }
svg line { stroke: var(--line); stroke-width: 1.5; }
svg .name { font-size: 15px; stroke: none; }
svg .weight { fill: var(--soft); font-size: 12px; }
svg .delta { fill: var(--back); }
svg .loss { font-size: 15px; }
svg .on line { stroke: var(--strong); stroke-width: 4; }
svg .on circle { stroke: var(--strong); stroke-width: 4; }
svg .on .weight { fill: var(--ink); font-weight: 700; }
svg .crowded { visibility: hidden; }
svg .on .crowded { visibility: visible; }
svg .new, svg.renewed .old { visibility: hidden; }
svg.renewed .new { visibility: visible; }
svg .later, svg [data-until]:not(.now) { visibility: hidden; }
@media (min-width: 56rem) {
  main.pictured { grid-template-columns: 5fr 6fr; }
  main.pictured figure { position: sticky; top: 7rem; align-self: start; }
}
@media (max-width: 30rem) {
  body { padding: .75rem; font-size: 1rem; }
  .step { padding: .75rem; }
  nav p { flex-basis: 100%; order: 1; min-height: 3.1em; }
  button { padding: .3rem .7rem; }
}
@media print {
  nav { display: none !important; }
  .js .one .step { display: block; break-inside: avoid; }
  svg .later { visibility: visible; }
}
`;

/** The script of the page: it steps through the sections, and marks the picture. */
export const script = `
(() => {
  const one = (id) => document.getElementById(id);
  const steps = [...document.querySelectorAll(".step")];
  const [back, next, all, status, progress, list] = ["back", "next", "all", "status", "progress", "steps"].map(one);
  let at = 0;
  const isAll = () => all.getAttribute("aria-pressed") === "true";
  const draw = () => {
    list.className = isAll() ? "" : "one";
    steps.forEach((step, i) => step.classList.toggle("on", i === at));
    for (const group of document.querySelectorAll("svg g")) group.classList.remove("on");
    if (!isAll()) for (const id of steps[at].dataset.marks.split(" ")) if (id !== "") one(id)?.classList.add("on");
    for (const label of document.querySelectorAll("svg [data-from]"))
      label.classList.toggle("later", !isAll() && Number(label.dataset.from) > at);
    // Of a batch, the picture has the numbers of one sample at a time.
    for (const label of document.querySelectorAll("svg [data-until]"))
      label.classList.toggle("now", !isAll() && Number(label.dataset.from) <= at && at < Number(label.dataset.until));
    const focused = document.activeElement;
    back.disabled = isAll() || at === 0;
    next.disabled = isAll() || at === steps.length - 1;
    if (focused === next && next.disabled) back.focus();
    if (focused === back && back.disabled) next.focus();
    progress.value = isAll() ? steps.length : at + 1;
    document.querySelector("svg")?.classList.toggle("renewed", !isAll() && "after" in steps[at].dataset);
    const words = isAll() ? status.dataset.all : status.dataset.at;
    const values = { at: at + 1, count: steps.length, title: steps[at].dataset.title };
    status.textContent = words.replace(/\\{(\\w+)\\}/g, (_, name) => values[name]);
  };
  const go = (to) => {
    at = Math.max(0, Math.min(steps.length - 1, to));
    draw();
    if (window.scrollY > one("steps").offsetTop) one("steps").scrollIntoView();
  };
  back.addEventListener("click", () => go(at - 1));
  next.addEventListener("click", () => go(at + 1));
  all.addEventListener("click", () => {
    all.setAttribute("aria-pressed", String(!isAll()));
    draw();
  });
  document.addEventListener("keydown", (event) => {
    if (isAll() || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: steps.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    go(to);
  });
  document.documentElement.classList.add("js");
  draw();
})();
`;
