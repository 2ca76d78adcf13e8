// The script of the pages behind the sign-in: every SDK.

import { contacting } from "./contacting.js";
import { counting } from "./counting.js";
import { crashes } from "./crashes.js";
import { shy } from "./shy.js";
import { start } from "./start.js";

start({ ...crashes, ...counting, ...contacting, ...shy });
