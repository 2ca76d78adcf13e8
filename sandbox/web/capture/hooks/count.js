// Counting: a call is one entry with a number, sent when first seen and each time the number doubles.

const GROUPS_PER_API = 60;
const VARIANTS = 12;
const groups = new Map();
const groupsOf = new Map();
const lastCaller = new Map();
const waiting = new Map();
const dropped = new Map();
const blind = new Map();
let entries = null; // newest entry; a chain through .next, since arrays can be booby-trapped

const activation = CHANNEL ? null : navigator.userActivation;
const activeGetter = activation && getterOf(protoOf("UserActivation"), "isActive");
const ACTIVE = 5000; // milliseconds that an activation lasts
let lastInput = 0;
const isInput = (event) => {
  if (event.isTrusted === true) lastInput = now();
};
/** Active, and not only because a tool ran a script: that activates a page too, but sends it no input event. */
const inGesture = () =>
  activeGetter ? now() - lastInput < ACTIVE && apply(activeGetter, activation, []) === true : false;

/** The caller of `api.call`; taken each time at first, then sampled, so that a loop stays quick. */
const caller = (name, cheap) => {
  let seen = mapGet(lastCaller, name);
  if (!seen) mapSet(lastCaller, name, (seen = { __proto__: null, n: 0, script: "" }));
  const n = ++seen.n;
  if (n <= (cheap ? 200 : 2000) || (n & (n - 1)) === 0 || n % 512 === 0) seen.script = topScript();
  return seen.script;
};
const newEntry = (api, call, script, gesture, detail, score) =>
  (entries = { __proto__: null, api, call, script, gesture, detail, score, total: 0, told: 0, due: 1, next: entries });
const groupFor = (api, call, script, gesture) => {
  const key = api + "|" + call + "|" + gesture + "|" + script;
  let group = mapGet(groups, key);
  if (group) return group;
  const many = mapGet(groupsOf, api) || 0;
  if (many >= GROUPS_PER_API) {
    mapSet(dropped, api, (mapGet(dropped, api) || 0) + 1);
    return null;
  }
  mapSet(groupsOf, api, many + 1);
  mapSet(groups, key, (group = { __proto__: null, variants: new Map(), rest: null }));
  return group;
};

/** One call seen. `detail` is JSON; of too many variants the one with the highest `score` is kept. */
const note = (api, call, detail, score, cheap, script) => {
  const by = script === undefined ? caller(api + "." + call, cheap) : script;
  const gesture = inGesture();
  const group = groupFor(api, call, by, gesture);
  if (!group) return schedule();
  let entry = mapGet(group.variants, detail);
  if (!entry && mapSize(group.variants) < VARIANTS) {
    entry = newEntry(api, call, by, gesture, detail, score);
    mapSet(group.variants, detail, entry);
  } else if (!entry) {
    entry = group.rest || (group.rest = newEntry(api, call, by, gesture, detail, score));
    if (score > entry.score) {
      entry.score = score;
      entry.detail = detail;
      entry.due = entry.total + 1;
    }
  }
  if (++entry.total >= entry.due) {
    mapSet(waiting, entry, true);
    schedule();
  }
};
/** Something that these hooks cannot look into; becomes a gap. */
const blindSpot = (why) => {
  if (mapGet(blind, why)) return;
  mapSet(blind, why, 1);
  mapSet(dropped, why, 1);
  schedule();
};

// ---- details: JSON objects of at most 500 characters, made from primitives ----

const scalar = (value) => {
  if (typeof value === "string") return quote(cut(value, 0, 160));
  if (typeof value === "number") return value === value && value < 1e15 && value > -1e15 ? "" + value : "null";
  return value === true ? "true" : value === false ? "false" : "null";
};
const pack = (...pairs) => {
  let text = "{";
  for (let i = 0; i + 1 < pairs.length; i += 2) {
    const piece = (text === "{" ? "" : ",") + quote(pairs[i]) + ":" + scalar(pairs[i + 1]);
    if (text.length + piece.length < 480) text += piece;
  }
  return text + "}";
};
