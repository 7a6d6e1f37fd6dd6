/** A maker that gives the same object for the same number: what it made can be recognised by identity. */
export function interned<Made extends object>(make: (value: number) => Made): (value: number) => Made {
  const made = new Map<number, Made>();
  return (value) => {
    // A Map finds 0 for −0, and so does JSON: −0 becomes 0.
    const known = made.get(value) ?? Object.freeze(make(value + 0));
    made.set(value, known);
    return known;
  };
}
