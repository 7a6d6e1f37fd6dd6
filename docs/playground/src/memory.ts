import type { Epoch, OptimizerState } from "deltarule";

/** The optimizer's memory after an epoch, read from its checkpoint. */
export function memoryOf(epoch: Epoch): OptimizerState | null {
  try {
    const state = read(epoch.checkpoint().optimizer.state);
    return typeof state === "object" && !ArrayBuffer.isView(state) ? state : null;
  } catch {
    // The training went on, or failed: the network is that of another epoch.
    return null;
  }
}

/** Numbers as they are, vectors from `{ dtype, length, data }`, where data is Base64. */
function read(json: unknown): OptimizerState[string] {
  if (typeof json === "number") return json;
  if (typeof json !== "object" || json === null) return Number(json);
  const parts = Object.entries(json);
  const { data, dtype } = Object.fromEntries(parts) as { data?: unknown; dtype?: unknown };
  if (typeof data !== "string" || typeof dtype !== "string")
    return Object.fromEntries(parts.map(([name, part]) => [name, read(part)]));
  const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
  return dtype === "float32" ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer);
}
