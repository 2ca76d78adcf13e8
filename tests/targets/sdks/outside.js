// The script of the page for whoever is not signed in.

import { shy } from "./shy.js";
import { start } from "./start.js";

start(shy);
