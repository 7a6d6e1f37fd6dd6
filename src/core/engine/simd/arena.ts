import { DeltaruleError } from "../../checks/errors.js";
import type { Dtype, Vector } from "../../numbers/matrix.js";
import type { Calls, Instance } from "./instance.js";

/** Bytes of a page of WebAssembly's memory. */
const page = 65_536;

/** Bytes behind a region: vectors that begin in it may end there. */
const slack = 32;

/**
 * The memory of the compiled kernels. One segment at a time is in it, so there is nothing to free.
 * A segment that is held is copied out when another one comes in, and back when it is used again.
 */
export class Arena {
  /** Changes when the memory grows, which ends all views. */
  version = 0;
  #current: ArenaSegment | null = null;

  constructor(readonly instance: Instance) {}

  /** The bytes of the memory from the first free one on. */
  bytes(length: number): Uint8Array {
    return new Uint8Array(this.instance.memory.buffer, this.instance.base, length);
  }

  isIn(segment: ArenaSegment): boolean {
    return this.#current === segment;
  }

  /**
   * Brings a segment in.
   *
   * @throws DeltaruleError when there is not enough memory; then nothing has changed.
   */
  enter(segment: ArenaSegment): void {
    this.reserve(segment.size);
    const before = this.#current;
    before?.leave();
    this.#current = segment;
  }

  /** Grows the memory to `size` bytes from the first free one on. */
  reserve(size: number): void {
    const { memory, base } = this.instance;
    const pages = Math.ceil((base + size + slack - memory.buffer.byteLength) / page);
    if (pages <= 0) return;
    try {
      memory.grow(pages);
    } catch {
      throw new DeltaruleError(
        `simd: there is no memory for ${size} bytes of WebAssembly; take a smaller batchSize or network, or engine: reference`,
      );
    }
    this.version++;
  }
}

/** What a workspace has in the memory of the kernels. */
export class ArenaSegment {
  size = 0;
  /** How often its bytes have been lost. */
  losses = 0;
  #held = true;
  /** Its bytes while another segment is in. */
  #saved: Uint8Array | null = null;
  #lost = false;

  constructor(
    readonly arena: Arena,
    readonly dtype: Dtype,
  ) {}

  /** Claims room for so many bytes. Returns their address. */
  claim(bytes: number): number {
    const at = this.size;
    this.size = Math.ceil((at + bytes + slack) / slack) * slack;
    if (this.arena.isIn(this)) {
      this.arena.reserve(this.size);
      this.arena.bytes(this.size).fill(0, at);
    }
    return this.arena.instance.base + at;
  }

  /** Brings it into the memory. Returns the kernels for its dtype. */
  use(): Calls {
    if (!this.arena.isIn(this)) {
      this.arena.enter(this);
      // Zeros, so that nothing depends on what other segments left there.
      if (this.#saved === null) this.arena.bytes(this.size).fill(0);
      else this.arena.bytes(this.#saved.length).set(this.#saved);
      this.#saved = null;
    }
    return this.arena.instance[this.dtype];
  }

  /** Makes way for another segment. */
  leave(): void {
    if (this.#held) this.#saved = this.arena.bytes(this.size).slice();
    else this.#lose();
  }

  #lose(): void {
    this.#lost = true;
    this.losses++;
  }

  /** Keeps its bytes from now on. False when they have been lost. */
  hold(): boolean {
    const intact = !this.#lost;
    this.#held = true;
    this.#lost = false;
    return intact;
  }

  /** Allows other segments to overwrite it. */
  release(): void {
    this.#held = false;
    if (this.#saved !== null) this.#lose();
    this.#saved = null;
  }
}

/** A run of numbers in a segment. */
export class Region {
  readonly at: number;
  #view: Vector | null = null;
  #version = -1;

  constructor(
    readonly segment: ArenaSegment,
    readonly length: number,
    readonly dtype: Dtype,
  ) {
    this.at = segment.claim(length * (dtype === "float64" ? 8 : 4));
  }

  /** A view, which is valid until another segment comes in or the memory grows. */
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

/** The words of 4 bytes of a region of float64. */
export function wordsOf({ data }: Region): Int32Array {
  return new Int32Array(data.buffer, data.byteOffset, data.length * 2);
}
