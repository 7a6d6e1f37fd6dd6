/** The module of a worker that `threads({ start })` starts. */
import { serveThread } from "deltarule/threads";

serveThread();
