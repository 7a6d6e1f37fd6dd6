interface WeightFile {
  readonly manifest: readonly { readonly paths: readonly string[]; readonly weights: readonly object[] }[];
  readonly files: Readonly<Record<string, Uint8Array>>;
}
type Numbers = readonly number[] | readonly (readonly number[])[];

/** The manifest and the file of these weights, as TensorFlow.js writes them; rows make a matrix. */
export function weightFile(weights: Readonly<Record<string, Numbers>>): WeightFile {
  const entries = Object.entries(weights);
  const isMatrix = (numbers: Numbers): numbers is readonly (readonly number[])[] => Array.isArray(numbers[0]);
  const list = entries.map(([name, numbers]) => {
    const shape = isMatrix(numbers) ? [numbers.length, numbers[0].length] : [numbers.length];
    return { name, shape, dtype: "float32" };
  });
  const path = "group1-shard1of1.bin";
  const flat = Float32Array.from(entries.flatMap(([, numbers]) => (isMatrix(numbers) ? numbers.flat() : numbers)));
  return { manifest: [{ paths: [path], weights: list }], files: { [path]: new Uint8Array(flat.buffer) } };
}
