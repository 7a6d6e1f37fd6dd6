import type { Answer, Plane, Question } from "./protocol.js";
import type { State } from "./state.js";

/** The worker's program, put here by the build: so the page works from a disk too, where browsers load no worker from a file. */
declare const WORKER_SOURCE: string;

/** The worker, as the page speaks with it. */
export class Trainer {
  private readonly worker: Worker;
  private id = 0;

  constructor(hear: (answer: Answer) => void) {
    const address = URL.createObjectURL(new Blob([WORKER_SOURCE], { type: "text/javascript" }));
    this.worker = new Worker(address);
    this.worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      // What an earlier network still had to say is of no interest.
      if (data.id === this.id) hear(data);
    };
    this.worker.onerror = ({ message }) => hear({ type: "failed", id: this.id, message });
  }

  open(state: State, plane: Plane): void {
    this.id++;
    this.ask({ type: "open", id: this.id, state, plane });
  }

  /** From now on nothing is heard until the next `open`. */
  close(): void {
    this.id++;
    this.ask({ type: "play", speed: 0 });
  }

  ask(question: Question): void {
    this.worker.postMessage(question);
  }
}
