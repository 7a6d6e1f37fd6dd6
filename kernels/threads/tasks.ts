import { crew, part, SUM, tasksOf, team, TERMS } from "./team";

/*
 * What a crew shares in a phase, between two barriers: tasks that each thread takes, and numbers
 * that one of them adds up.
 */

/**
 * The number of a task of this phase that no thread has taken; −1 when none is left. A thread takes
 * those of its own part, whose numbers it has in its cache, and then what the others are late with:
 * of two threads, one may have its processor for half of the time.
 */
export function takeTask(phase: i32, count: i32): i32 {
  for (let k = 0; k < crew; k++) {
    let owner = part + k;
    if (owner >= crew) owner -= crew;
    const task = (count * owner) / crew + atomic.add<i32>(tasksOf(phase, owner), 1);
    if (task < (count * (owner + 1)) / crew) return task;
  }
  return -1;
}

/** Makes the tasks of this thread's part ready again, while the crew is in another phase. */
@inline
export function renewTasks(phase: i32): void {
  atomic.store<i32>(tasksOf(phase, part), 0);
}

@inline
export function sum(): f64 {
  return load<f64>(team, SUM);
}

@inline
export function setSum(value: f64): void {
  store<f64>(team, value, SUM);
}

/** Room for the terms of a sum. */
@inline
export function terms(): usize {
  return team + TERMS;
}
