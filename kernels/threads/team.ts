import { usePlace } from "../activate";
import { useChunk } from "../gradients";
import { usePanels } from "../panels";

/*
 * Threads that compute together. Each has an instance of the module; all have one memory. The
 * leader calls; the helpers wait in `help` and join. Those in time for a call are its crew; a
 * helper that is late, or gone, never holds it up.
 *
 * In the memory, each part that threads write has 64 bytes of its own, a line of the cache.
 */

/** The number of the last call. Helpers sleep here. */
const TICKET: usize = 0;
const ASLEEP: usize = 64;
/** The number of the call, whether it is closed, and how many have joined. */
const CREW: usize = 128;
const CLOSED = 0x80;
/** Threads at the barrier, and how many times all have met. They sleep at the latter. */
const ARRIVED: usize = 192;
const PHASE: usize = 256;
const SLEEPERS: usize = 320;
/** Whether a thread has failed. */
const BROKEN: usize = 384;
/** Helpers that are in a call. */
const INSIDE: usize = 448;
/** Whether the team is dismissed. */
const OVER: usize = 512;
/** The size of the crew, and the sum that one thread computes: written between barriers. */
const SIZE: usize = 576;
export const SUM: usize = 584;
/** The last ticket that each thread has seen. */
const SEEN: usize = 640;
export const MOST = 64;
/** The call: a code, an option, and 12 whole numbers. */
const CALL: usize = SEEN + 4 * MOST;
/** How many tasks of its part each thread, or another in its place, has taken: two phases. */
const TASKS: usize = CALL + 128;
/** A number of each sample of a batch, whose sum is one. */
export const TERMS: usize = TASKS + 2 * 64 * MOST;
export const MOST_TERMS = 8192;
const ROOMS: usize = TERMS + 8 * MOST_TERMS;

/** Bytes of a thread's own room: for `chunk`, for `place`, and for rows of a panel. */
const ROOM: usize = 4096 + 64 + 256;

/**
 * A helper looks so many times longer for the next call than for the others in one: meanwhile, the
 * leader fetches the samples, and to wake a thread takes a tenth of a millisecond.
 */
const IDLE = 15;
/** 5 ms for helpers to join, in waits of nanoseconds. */
const JOIN_TIME = 200_000;
const JOIN_WAITS = 25;
/** 0.1 s: how often the leader may wait so long for another thread is what it is told. */
const PHASE_TIME = 100_000_000;

export let team: usize = 0;
/** Threads of the team; 1 once it is dismissed. */
let threads = 1;
/** This thread's number, 0 for the leader. */
let thread = 0;
/** The crew of the call, and the part of it that this thread is. */
export let crew = 1;
export let part = 0;
let ticket = 0;
/** Products from which on a call is worth a crew. */
let least: f64 = 0;
let patience = 0;
/** Rounds in which a thread looks for the others before it sleeps. */
let spinning = 0;

/** Bytes of what a team needs of the memory. */
export function teamSize(count: i32): usize {
  return ROOMS + <usize>count * ROOM;
}

/**
 * Makes this instance a thread of the team at `at`. The leader waits `waits` times 0.1 s for
 * another thread, which then counts as gone. A thread sleeps after it has looked for the others in
 * `rounds` rounds.
 */
export function join(at: usize, number: i32, count: i32, pays: f64, waits: i32, rounds: i32): void {
  team = at;
  thread = number;
  threads = count;
  least = pays;
  patience = waits;
  spinning = rounds;
  const room = team + ROOMS + <usize>number * ROOM;
  useChunk(room);
  usePlace(room + 4096);
  ticket = atomic.load<i32>(team, TICKET);
  atomic.store<i32>(seenBy(number), ticket);
}

@inline
function seenBy(number: i32): usize {
  return team + SEEN + 4 * <usize>number;
}

/** Room for 8 rows of a panel, this thread's own. */
@inline
export function ownRows(): usize {
  return team + ROOMS + <usize>thread * ROOM + 4096 + 64;
}

/** Whether a call of so many products is worth a crew: by its size alone. */
@inline
export function pays(products: f64): bool {
  return threads > 1 && products >= least;
}

@inline
export function numberAt(k: i32): i32 {
  return load<i32>(team + CALL + 16 + 4 * <usize>k);
}

@inline
export function setNumber(k: i32, value: i32): void {
  store<i32>(team + CALL + 16 + 4 * <usize>k, value);
}

@inline
export function option(): f64 {
  return load<f64>(team, CALL + 8);
}

@inline
export function setOption(value: f64): void {
  store<f64>(team, value, CALL + 8);
}

/** The code of the call. */
@inline
export function codeOfCall(): i32 {
  return load<i32>(team, CALL);
}

/** How many tasks of a part are taken in a phase. */
@inline
export function tasksOf(phase: i32, part: i32): usize {
  return team + TASKS + (((<usize>phase * MOST) + <usize>part) << 6);
}

/** Opens a call, waits for the helpers, and closes it. The leader is in; `end` must follow. */
export function begin(code: i32): void {
  store<i32>(team, code, CALL);
  let expected = 1;
  for (let t = 1; t < threads; t++) if (atomic.load<i32>(seenBy(t)) == ticket) expected++;
  ticket++;
  atomic.store<i32>(team, 0, ARRIVED);
  for (let t = 0; t < threads; t++) {
    atomic.store<i32>(tasksOf(0, t), 0);
    atomic.store<i32>(tasksOf(1, t), 0);
  }
  atomic.store<i32>(team, (ticket << 8) | 1, CREW);
  atomic.store<i32>(team, ticket, TICKET);
  if (atomic.load<i32>(team, ASLEEP) != 0) atomic.notify(team + TICKET, -1);
  for (let spins = 0; spins < spinning + JOIN_WAITS; spins++) {
    const joined = atomic.load<i32>(team, CREW);
    if ((joined & 0x7f) >= expected) break;
    if (spins < spinning) continue;
    atomic.add<i32>(team, 1, SLEEPERS);
    atomic.wait<i32>(team + CREW, joined, JOIN_TIME);
    atomic.sub<i32>(team, 1, SLEEPERS);
  }
  crew = atomic.or<i32>(team, CLOSED, CREW) & 0x7f;
  store<i32>(team, crew, SIZE);
  if (crew > 1) meet();
}

/** The leader's way out: after it, no helper computes any more. */
export function end(): void {
  barrier();
  crew = 1;
}

/** Waits until all of the crew are here. */
export function barrier(): void {
  if (crew == 1) return;
  const phase = atomic.load<i32>(team, PHASE);
  if (atomic.add<i32>(team, 1, ARRIVED) == crew - 1) {
    atomic.store<i32>(team, 0, ARRIVED);
    meet();
  } else {
    waitFor(phase);
  }
}

/** Lets all go on that wait for the end of this phase. */
function meet(): void {
  atomic.add<i32>(team, 1, PHASE);
  if (atomic.load<i32>(team, SLEEPERS) != 0) atomic.notify(team + PHASE, -1);
}

/** Traps where a thread has failed, or does not come. */
function waitFor(phase: i32): void {
  for (let spins = 0; atomic.load<i32>(team, PHASE) == phase; spins++) {
    if (atomic.load<i32>(team, BROKEN) != 0) break;
    if (spins < spinning) continue;
    // A helper waits as long as the leader is there.
    if (thread == 0 && spins == spinning + patience) break;
    atomic.add<i32>(team, 1, SLEEPERS);
    atomic.wait<i32>(team + PHASE, phase, PHASE_TIME);
    atomic.sub<i32>(team, 1, SLEEPERS);
  }
  if (atomic.load<i32>(team, PHASE) == phase || atomic.load<i32>(team, BROKEN) != 0) unreachable();
}

/** A failed call: all that wait trap. For a helper it is the way out. */
export function fail(): void {
  usePanels(0, i32.MAX_VALUE);
  atomic.store<i32>(team, 1, BROKEN);
  meet();
  if (thread != 0) leave();
}

/** Makes the team ready again, for the leader. False where a helper does not come out. */
export function recover(): bool {
  crew = 1;
  for (let k = 0; k < patience; k++) {
    const inside = atomic.load<i32>(team, INSIDE);
    if (inside == 0) {
      atomic.store<i32>(team, 0, BROKEN);
      return true;
    }
    atomic.wait<i32>(team + INSIDE, inside, PHASE_TIME);
  }
  return false;
}

/** Ends the helpers. The leader goes on alone. */
export function dismiss(): void {
  threads = 1;
  atomic.store<i32>(team, 1, OVER);
  atomic.add<i32>(team, 1, TICKET);
  atomic.notify(team + TICKET, -1);
}

/** A helper's way out of a call. */
export function leave(): void {
  crew = 1;
  atomic.sub<i32>(team, 1, INSIDE);
  if (atomic.load<i32>(team, BROKEN) != 0) atomic.notify(team + INSIDE, 1);
}

/**
 * What a helper does before its share of the next call: it waits, joins, and knows the crew. False
 * when the team is dismissed.
 */
export function enter(): bool {
  while (true) {
    let next = ticket;
    for (let spins = 0; ; spins++) {
      next = atomic.load<i32>(team, TICKET);
      if (next != ticket) break;
      if (spins < IDLE * spinning) continue;
      atomic.add<i32>(team, 1, ASLEEP);
      atomic.wait<i32>(team + TICKET, ticket, -1);
      atomic.sub<i32>(team, 1, ASLEEP);
    }
    ticket = next;
    atomic.store<i32>(seenBy(thread), ticket);
    if (atomic.load<i32>(team, OVER) != 0) return false;
    // Before it joins, since the phase may end from then on.
    const phase = atomic.load<i32>(team, PHASE);
    atomic.add<i32>(team, 1, INSIDE);
    part = enlist();
    if (part != 0) {
      if (atomic.load<i32>(team, SLEEPERS) != 0) atomic.notify(team + CREW, 1);
      waitFor(phase);
      crew = load<i32>(team, SIZE);
      return true;
    }
    leave();
  }
}

/** This thread's part in the crew; 0 where it comes too late. */
function enlist(): i32 {
  while (true) {
    const joined = atomic.load<i32>(team, CREW);
    if (((joined ^ (ticket << 8)) & ~0x7f) != 0) return 0;
    if (atomic.cmpxchg<i32>(team, joined, joined + 1, CREW) == joined) return joined & 0x7f;
  }
}
