/** A piece of a line between two points. */
export interface Segment {
  readonly x: number;
  readonly y: number;
  readonly x2: number;
  readonly y2: number;
}

/** Where a function crosses 0, given by its values at the points of a grid: marching squares, straight between two points. */
export function contour(
  value: (column: number, row: number) => number,
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
): Segment[] {
  const segments: Segment[] = [];
  for (let r = 0; r + 1 < ys.length; r++) {
    for (let c = 0; c + 1 < xs.length; c++) segments.push(...crossings(value, xs, ys, c, r));
  }
  return segments;
}

/** The piece in one square; two pieces where its corners alternate. */
function crossings(
  value: (column: number, row: number) => number,
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  c: number,
  r: number,
): Segment[] {
  const corners = [
    [c, r],
    [c + 1, r],
    [c + 1, r + 1],
    [c, r + 1],
  ] as const;
  const points: [number, number][] = [];
  corners.forEach(([c1, r1], k) => {
    const [c2, r2] = corners[(k + 1) % 4];
    const [v1, v2] = [value(c1, r1), value(c2, r2)];
    if (v1 > 0 === v2 > 0) return;
    const along = v1 / (v1 - v2);
    points.push([xs[c1] + along * (xs[c2] - xs[c1]), ys[r1] + along * (ys[r2] - ys[r1])]);
  });
  const join = (a: number, b: number): Segment => {
    const [[x, y], [x2, y2]] = [points[a], points[b]];
    return { x, y, x2, y2 };
  };
  if (points.length === 4) return [join(0, 1), join(2, 3)];
  return points.length === 2 ? [join(0, 1)] : [];
}
