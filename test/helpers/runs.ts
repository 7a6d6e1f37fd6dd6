/** How many cases a property gets: the usual number, or 100,000 when DELTARULE_LONG=1 asks for the long run. */
export function runs(usual: number): number {
  return process.env.DELTARULE_LONG === "1" ? 100_000 : usual;
}
