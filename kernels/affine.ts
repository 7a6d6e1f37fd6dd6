import { firstPanel, lastPanel, panelAt, ROW } from "./panels";

/**
 * `z = a·Wᵀ + b`, the sum starting with b: four samples by a panel at a time, then sample by
 * sample.
 */
export function affine<T>(rows: i32, inputs: i32, outputs: i32, a: usize, W: usize, z: usize): void {
  const across = <usize>inputs * sizeof<T>();
  const down = <usize>outputs * sizeof<T>();
  for (let p = lastPanel<T>(outputs); p >= firstPanel; p--) {
    const panel = panelAt(W, inputs, p);
    const end = panelAt(W, inputs, p + 1);
    const lower = v128.load(panel);
    const upper = v128.load(panel, 16);
    let x = a;
    let into = z + <usize>p * ROW;
    let r = 4;
    for (; r <= rows; r += 4) {
      let lower0 = lower, upper0 = upper, lower1 = lower, upper1 = upper;
      let lower2 = lower, upper2 = upper, lower3 = lower, upper3 = upper;
      let x0 = x, x1 = x + across, x2 = x1 + across, x3 = x2 + across;
      for (let w = panel + ROW; w < end; w += ROW) {
        const l = v128.load(w);
        const u = v128.load(w, 16);
        const s0 = v128.load_splat<T>(x0);
        lower0 = v128.add<T>(lower0, v128.mul<T>(s0, l));
        upper0 = v128.add<T>(upper0, v128.mul<T>(s0, u));
        const s1 = v128.load_splat<T>(x1);
        lower1 = v128.add<T>(lower1, v128.mul<T>(s1, l));
        upper1 = v128.add<T>(upper1, v128.mul<T>(s1, u));
        const s2 = v128.load_splat<T>(x2);
        lower2 = v128.add<T>(lower2, v128.mul<T>(s2, l));
        upper2 = v128.add<T>(upper2, v128.mul<T>(s2, u));
        const s3 = v128.load_splat<T>(x3);
        lower3 = v128.add<T>(lower3, v128.mul<T>(s3, l));
        upper3 = v128.add<T>(upper3, v128.mul<T>(s3, u));
        x0 += sizeof<T>();
        x1 += sizeof<T>();
        x2 += sizeof<T>();
        x3 += sizeof<T>();
      }
      put(into, lower0, upper0);
      put((into += down), lower1, upper1);
      put((into += down), lower2, upper2);
      put((into += down), lower3, upper3);
      into += down;
      x += 4 * across;
    }
    for (r -= 4; r < rows; r++) {
      let lower0 = lower, upper0 = upper;
      for (let w = panel + ROW; w < end; w += ROW, x += sizeof<T>()) {
        const s = v128.load_splat<T>(x);
        lower0 = v128.add<T>(lower0, v128.mul<T>(s, v128.load(w)));
        upper0 = v128.add<T>(upper0, v128.mul<T>(s, v128.load(w, 16)));
      }
      put(into, lower0, upper0);
      into += down;
    }
  }
}

@inline
export function put(at: usize, lower: v128, upper: v128): void {
  v128.store(at, lower);
  v128.store(at, upper, 16);
}
