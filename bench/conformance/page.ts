import { cpus } from "node:os";
import type { Verdict } from "./check.js";
import type { Peer } from "./peer.js";

/** The findings about one library, or the reason why there are none. */
export interface Findings {
  readonly package: string;
  readonly version: string;
  readonly peer: Peer | null;
  readonly reason?: string;
  readonly gradients: readonly (Verdict & { activation: string; loss: string })[];
  readonly optimizers: readonly (Verdict & { name: string; call: string })[];
}

/** The text of docs/conformance.md. */
export function page(found: readonly Findings[], own: string): string {
  const [{ model = "unknown processor" } = {}] = cpus();
  return `# Conformance

Does a library train with the gradient of the loss that it reports? Does its Adam follow the rule of Adam? This page gives the answers of \`deltarule/testing\`, for other libraries and for deltarule itself.

\`npm run conformance\` writes this page. It installs the libraries in \`bench/conformance\` and runs them there. All verdicts and diagnoses come from the checker. The adapters in \`bench/conformance/peers\` say what is called and which conventions a library has. Run on ${new Date().toISOString().slice(0, 10)}, ${model.trim()}, Node ${process.versions.node}.

Each library gets a network with 2 inputs, 4 hidden neurons and 3 outputs, with three sets of random parameters. \`checkGradient\` compares the library's gradient with difference quotients of its own E, computed by its forward pass. If the gradient is wrong and deltarule has the same network, \`checkGradients\` then checks the library's gradient, because it knows the layers and recognizes more causes. \`checkOptimizer\` passes a sequence of gradients to each optimizer and compares every step with the rule. The verdicts are:

- **right**: every derivative agrees, to a relative 1e-5 in float64 (1e-4 if the gradient is derived from an update) and 1e-2 in float32.
- **right × 3/2**: right except for a constant factor, such as a sum in place of a mean. The learning rate can compensate for it, so it is a convention and not a mistake.
- **right, in another form**: the same rule, with the difference that the numbered note below the table describes.
- **other**: the gradient of its E is right, but E is not the loss of the requested network.
- **wrong**: the numbered note below the table is the diagnosis.

## Other libraries

${table(["library", "version", "gradients right", "optimizers right", "what the checker found"], found.map(summary))}

${found.map(section).join("\n\n")}

${own}`;
}

function summary({ package: name, version, reason, gradients, optimizers }: Findings): string[] {
  if (reason !== undefined) return [name, version, "–", "–", `not run: ${reason}`];
  const right = (of: readonly Verdict[]) => {
    const good = of.filter(({ kind }) => kind === "right" || kind === "convention").length;
    return of.length === 0 ? "none offered" : `${good} of ${of.length}`;
  };
  const steps = optimizers.flatMap((one) => short(one).map((text) => `${one.name}: ${text}`));
  const said = [...new Set([...gradients.flatMap((one) => short(one)), ...steps])];
  return [name, version, right(gradients), right(optimizers), said.length === 0 ? "nothing" : said.join(" ")];
}

/** The diagnoses with a known cause. */
function short({ kind, message }: Verdict): string[] {
  return kind === "right" || kind === "convention" || /no pattern|only (row )?\d/i.test(message)
    ? []
    : [sentence(message)];
}

function section({ package: name, version, peer, reason, gradients, optimizers }: Findings): string {
  if (peer === null) return `### ${name} ${version}\n\nNot run: ${reason}.`;
  const notes: string[] = [];
  const cell = (verdict: Verdict | undefined): string => (verdict === undefined ? "" : word(verdict, notes));
  const losses = [...new Set(gradients.map(({ loss }) => loss))];
  const activations = [...new Set(gradients.map(({ activation }) => activation))];
  const rows = activations.map((activation) => [
    activation,
    ...losses.map((loss) => cell(gradients.find((one) => one.activation === activation && one.loss === loss))),
  ]);
  const steps = optimizers.map((one) => [one.name, cell(one), `\`${one.call}\``]);
  return [
    `### ${name} ${version}`,
    `In ${peer.precision}. Called:`,
    peer.calls.map((call) => `- ${call}`).join("\n"),
    table(["hidden activation", ...losses], rows),
    ...(steps.length === 0 ? [] : [table(["optimizer", "", "called"], steps)]),
    ...(notes.length === 0 ? [] : [notes.map((note, k) => `${k + 1}. ${note}`).join("\n")]),
    `Conventions: ${peer.conventions.join(" ")}`,
    `Not offered: ${peer.notOffered.join("; ")}.`,
  ].join("\n\n");
}

function word({ kind, message, factor }: Verdict, notes: string[]): string {
  if (kind === "right") return "right";
  if (kind === "convention" && factor !== undefined) return `right × ${fraction(factor)}`;
  const text = sentence(message);
  if (!notes.includes(text)) notes.push(text);
  const plain = { other: "other", convention: "right, in another form" }[kind as string];
  return `${plain ?? `**${kind}**`} (${notes.indexOf(text) + 1})`;
}

function sentence(message: string): string {
  return /^[a-z]/.test(message) ? message[0].toUpperCase() + message.slice(1) : message;
}

/** `3/2` for 1.4999. */
function fraction(value: number): string {
  for (let below = 1; below <= 12; below++) {
    const above = Math.round(value * below);
    if (Math.abs(value * below - above) < 1e-3 * below) return below === 1 ? `${above}` : `${above}/${below}`;
  }
  return value.toPrecision(4);
}

/** A Markdown table of a head and rows. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const clean = (text: string) => text.replaceAll("|", "\\|");
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.map(clean).join(" | ")} |`).join("\n");
}
