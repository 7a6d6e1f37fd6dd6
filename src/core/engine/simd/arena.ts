import { DeltaruleError } from "../../checks/errors.js";
import type { Dtype, Vector } from "../../numbers/matrix.js";
import type { Calls, Instance } from "./instance.js";

/** Bytes of a page of WebAssembly's memory. */
const page = 65_536;

/** Bytes behind a part that whole vectors may reach into. */
const slack = 32;

/**
 * The memory of the compiled kernels, which is one segment's at a time: there is nothing to free. A segment that is held is copied out when
 * another one comes in, and back when it is used again.
 */
export class Arena {
  /** Changes whenever the memory has grown, which ends all views. */
  version = 0;
  #current: Segment | null = null;

  constructor(readonly instance: Instance) {}

  /** The memory as bytes from the first free one on. */
  bytes(length: number): Uint8Array {
    return new Uint8Array(this.instance.memory.buffer, this.instance.base, length);
  }

  isIn(segment: Segment): boolean {
    return this.#current === segment;
  }

  /** Makes the memory the segment's. @throws DeltaruleError when there is not enough; then nothing has changed. */
  enter(segment: Segment): void {
    this.reserve(segment.size);
    const before = this.#current;
    before?.leave();
    this.#current = segment;
  }

  /** Grows the memory to so many bytes. */
  reserve(size: number): void {
    const { memory, base } = this.instance;
    const pages = Math.ceil((base + size + slack - memory.buffer.byteLength) / page);
    if (pages <= 0) return;
    try {
      memory.grow(pages);
    } catch {
      throw new DeltaruleError(`simd: there is no memory for ${size} bytes of WebAssembly; ${advice}`);
    }
    this.version++;
  }
}

const advice = "take a smaller batchSize or network, or engine: reference";

/** A part of a workspace's memory as a view, which is asked for anew whenever the segment or the memory may have changed. */
export class Segment {
  size = 0;
  #held = true;
  /** What was in it when another segment came. */
  #saved: Uint8Array | null = null;
  #lost = false;

  constructor(
    readonly arena: Arena,
    readonly dtype: Dtype,
  ) {}

  /** Room for so many bytes; where they begin. */
  claim(bytes: number): number {
    const at = this.size;
    this.size = Math.ceil((at + bytes + slack) / slack) * slack;
    if (this.arena.isIn(this)) {
      this.arena.reserve(this.size);
      this.arena.bytes(this.size).fill(0, at);
    }
    return this.arena.instance.base + at;
  }

  /** Makes sure that it is in the memory; the kernels for its dtype. */
  use(): Calls {
    if (!this.arena.isIn(this)) {
      this.arena.enter(this);
      // What others left there is nobody's evidence.
      if (this.#saved === null) this.arena.bytes(this.size).fill(0);
      else this.arena.bytes(this.#saved.length).set(this.#saved);
      this.#saved = null;
    }
    return this.arena.instance[this.dtype];
  }

  /** Another segment comes in. */
  leave(): void {
    if (this.#held) this.#saved = this.arena.bytes(this.size).slice();
    else this.#lost = true;
  }

  hold(): boolean {
    const intact = !this.#lost;
    this.#held = true;
    this.#lost = false;
    return intact;
  }

  release(): void {
    this.#held = false;
    if (this.#saved !== null) this.#lost = true;
    this.#saved = null;
  }
}

/** Numbers in a segment. */
export class Region {
  readonly at: number;
  #view: Vector | null = null;
  #version = -1;

  constructor(
    readonly segment: Segment,
    readonly length: number,
    readonly dtype: Dtype,
  ) {
    this.at = segment.claim(length * (dtype === "float64" ? 8 : 4));
  }

  /** A view, which holds until another segment comes in or the memory grows. */
  get data(): Vector {
    const { arena } = this.segment;
    this.segment.use();
    if (this.#view === null || this.#version !== arena.version) {
      const { buffer } = arena.instance.memory;
      const View = this.dtype === "float64" ? Float64Array : Float32Array;
      this.#view = new View(buffer, this.at, this.length);
      this.#version = arena.version;
    }
    return this.#view;
  }
}
