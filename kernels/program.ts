/** A layer as src/core/engine/simd/program.ts writes it: sizes, codes and addresses. */
@unmanaged
export class Layer {
  option: f64;
  slopeOption: f64;
  inputs: i32;
  outputs: i32;
  activation: i32;
  /** The activation whose slope runs backward: another one in a surrogate. */
  slope: i32;
  borrowed: i32;
  bias: i32;
  W: usize;
  /** Room for Wᵀ. */
  transposed: usize;
  z: usize;
  a: usize;
  gradW: usize;
  gradA: usize;
  delta: usize;
  unused: i32;
}

/** A network with all that training needs. */
@unmanaged
export class Program {
  /** Σ wᵢ Lᵢ of the batches so far. */
  total: f64;
  lossOption: f64;
  layers: i32;
  /** The address of the first layer; the others follow. */
  first: usize;
  loss: i32;
  linked: i32;
  rule: i32;
  /** Numbers in all panels. */
  size: i32;
  /** Addresses of the panels. */
  parameters: usize;
  gradient: usize;
  /** Addresses of the optimizer's vectors. */
  memory1: usize;
  memory2: usize;
  constants: usize;
  /** Bytes from the `scalars` of one update to those of the next; 0 where all have the same. */
  stride: usize;
}

@inline
export function layerAt(program: Program, l: i32): Layer {
  return changetype<Layer>(program.first + <usize>l * offsetof<Layer>());
}
