/** What `deltarule/kernels.wasm` is: a WebAssembly.Module, for `simdFrom`. */
declare const kernels: object;
export default kernels;
