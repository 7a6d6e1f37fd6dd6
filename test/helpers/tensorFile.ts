/**
 * A safetensors file of tensors with these shapes, in this order, all of one dtype: float32 numbers
 * 1, 2, 3, … unless `bytes` are given.
 */
export function tensorFile(
  shapes: Readonly<Record<string, readonly number[]>>,
  { dtype = "F32", bytes }: { dtype?: string; bytes?: Uint8Array } = {},
): Uint8Array {
  const sizes = Object.values(shapes).map((shape) => shape.reduce((a, b) => a * b, 1));
  const count = sizes.reduce((a, b) => a + b, 0);
  const numbers = bytes ?? new Uint8Array(Float32Array.from({ length: count }, (_, i) => i + 1).buffer);
  const width = numbers.length / count;
  let end = 0;
  const entries = Object.entries(shapes).map(([name, shape], i) => {
    end += width * sizes[i];
    return [name, { dtype, shape, data_offsets: [end - width * sizes[i], end] }];
  });
  const header = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const file = new Uint8Array(8 + header.length + numbers.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  file.set(numbers, 8 + header.length);
  return file;
}
