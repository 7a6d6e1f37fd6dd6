import { tell } from "./tell.js";
import { hashes } from "./told.js";

tell(hashes());
