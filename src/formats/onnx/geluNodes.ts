import type { Emit } from "./emit.js";

/** Beyond it erfc is less than 10⁻¹⁶. */
const widest = 6;
const bend = 0.4;
/** t = 1 / (1 + 0.4 x) runs from 5/17 to 1; u = (t − middle) / half from −1 to 1. */
const middle = 11 / 17;
const half = 6 / 17;
/** `e^x² erfc(x)` as a polynomial in u, from its value at 18 Chebyshev nodes; with them erfc is right to 2 · 10⁻¹⁴. */
const coefficients = [
  0.34540204765631954, 0.39277077320211945, 0.19105733703861374, 0.061169633847874175, 0.010362100305870037,
  -0.0003219130162231101, -0.00045583381376089623, -6.371020871260354e-6, 2.4003910532144346e-5, -5.743523941880035e-7,
  -1.4447294789634827e-6, 1.918610084632949e-7, 7.481601945376802e-8, -2.715861076770428e-8, -9.853364544041029e-10,
  3.0325079731281028e-9, -2.985163721152478e-10, -2.956868330430653e-10,
];

/** gelu in double: `max(z, 0) − ½ |z| erfc(|z| / √2)`. Erf is an operator of ONNX, but onnxruntime has it in float only. */
export function writeGelu(z: string, emit: Emit): string {
  const size = emit("Abs", [z]);
  const x = emit("Mul", [size, Math.SQRT1_2]);
  const t = emit("Div", [1, emit("Add", [emit("Mul", [emit("Min", [x, widest]), bend]), 1])]);
  const u = emit("Div", [emit("Sub", [t, middle]), half]);
  const highest = coefficients.length - 1;
  let polynomial = emit("Mul", [u, coefficients[highest]]);
  for (let k = highest - 1; k > 0; k--) polynomial = emit("Mul", [emit("Add", [polynomial, coefficients[k]]), u]);
  polynomial = emit("Add", [polynomial, coefficients[0]]);
  const tail = emit("Mul", [polynomial, emit("Exp", [emit("Neg", [emit("Mul", [x, x])])])]);
  return emit("Sub", [emit("Max", [z, 0]), emit("Mul", [emit("Mul", [size, 0.5]), tail])]);
}
