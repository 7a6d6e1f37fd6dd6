/*
 * A module of its own for tests: each elementary function, in place, of `size` float64 at `p`.
 */
import { erf as erfOf, erfc as erfcOf } from "../../src/core/numbers/elementary/erf";
import { exp as expOf, expm1 as expm1Of } from "./exp";
import { log as logOf, log1p as log1pOf } from "./log";
import { tanh as tanhOf } from "./tanh";

export function exp(p: usize, size: i32): void {
  for (const end = p + 8 * size; p < end; p += 16) v128.store(p, expOf(v128.load(p)));
}

export function expm1(p: usize, size: i32): void {
  for (const end = p + 8 * size; p < end; p += 16) v128.store(p, expm1Of(v128.load(p)));
}

export function tanh(p: usize, size: i32): void {
  for (const end = p + 8 * size; p < end; p += 16) v128.store(p, tanhOf(v128.load(p)));
}

export function log(p: usize, size: i32): void {
  for (const end = p + 8 * size; p < end; p += 16) v128.store(p, logOf(v128.load(p)));
}

export function log1p(p: usize, size: i32): void {
  for (const end = p + 8 * size; p < end; p += 16) v128.store(p, log1pOf(v128.load(p)));
}

export function erf(p: usize, size: i32): void {
  for (const end = p + 8 * size; p < end; p += 8) store<f64>(p, erfOf(load<f64>(p)));
}

export function erfc(p: usize, size: i32): void {
  for (const end = p + 8 * size; p < end; p += 8) store<f64>(p, erfcOf(load<f64>(p)));
}

/** The address of the first free byte. */
export function base(): usize {
  return __heap_base;
}
