// The page's own script. It starts every SDK; with a pupil it tells each of them who that is, as a careless maker would.

import { contacting } from "./contacting.js";
import { counting } from "./counting.js";
import { crashes } from "./crashes.js";

const pupil = JSON.parse(document.getElementById("pupil").textContent);
const only = document.currentScript.dataset.only;
for (const [name, start] of Object.entries({ ...crashes, ...counting, ...contacting })) {
  if (only && !only.split(" ").includes(name)) continue;
  try {
    start(pupil);
  } catch (error) {
    console.error(`SDK ${name} did not start: ${error}`);
  }
}
