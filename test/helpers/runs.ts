/** The number of cases for a property: `usual`, or 100,000 in a long run (DELTARULE_LONG=1). */
export function runs(usual: number): number {
  return process.env.DELTARULE_LONG === "1" ? 100_000 : usual;
}
