import type { Answer, Plane, Question } from "./protocol.js";
import type { State } from "./state.js";

/**
 * The whole program as a function, which the build puts around it. Browsers load no worker from a
 * file, so a page opened from a disk gives the worker its own text.
 */
declare const playgroundProgram: () => void;

/** The page's end of the worker. */
export class Trainer {
  private readonly worker: Worker;
  private id = 0;

  constructor(hear: (answer: Answer) => void) {
    const address = URL.createObjectURL(new Blob([`(${playgroundProgram})()`], { type: "text/javascript" }));
    this.worker = new Worker(address);
    this.worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      // Ignore answers about an earlier network.
      if (data.id === this.id) hear(data);
    };
    this.worker.onerror = ({ message }) => hear({ type: "failed", id: this.id, name: "", message, epoch: 0 });
  }

  open(state: State, plane: Plane): void {
    this.id++;
    this.ask({ type: "open", id: this.id, state, plane });
  }

  /** Ignores all answers until the next `open`. */
  close(): void {
    this.id++;
    this.ask({ type: "play", speed: 0 });
  }

  ask(question: Question): void {
    this.worker.postMessage(question);
  }
}
