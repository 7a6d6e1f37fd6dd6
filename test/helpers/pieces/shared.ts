/* What pieces import. */

export const quarter: number = 1 / 4;

/** Three times x, added up. */
export const tripled = (x: number): number => x + x + x;
