/** A maker that gives the same object for the same number: what it made can be recognised by identity. */
export function interned<Made extends object>(make: (value: number) => Made): (value: number) => Made {
  const made = new Map<number, Made>();
  return (value) => {
    const known = made.get(value) ?? Object.freeze(make(value));
    made.set(value, known);
    return known;
  };
}
