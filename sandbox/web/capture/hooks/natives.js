// Shared ground of the hooks: untampered natives, and who called.
//
// The files of this folder are joined, in the order that events.py names, into one strict function that runs before
// any script of the page, in every frame and worker. The page is hostile: after this first run nothing is looked up on
// a prototype or global that it could change, no array or object that inherits from one is written to, and no getter
// or toJSON of the page is ever called. NONCE, FLUSH, CHANNEL and TOKEN come from events.py. In a worker this
// runs before the worker is complete: reading `location` would crash it, and timers are not there yet.

const G = globalThis;
const { Map, Set, WeakMap, Proxy } = G;
const { apply, construct, defineProperty, deleteProperty, getOwnPropertyDescriptor, getPrototypeOf, setPrototypeOf } = Reflect;
const uncurry = (native) => (self, ...rest) => apply(native, self, rest);
const mapGet = uncurry(Map.prototype.get);
const mapSet = uncurry(Map.prototype.set);
const mapClear = uncurry(Map.prototype.clear);
const mapEach = uncurry(Map.prototype.forEach);
const mapSize = uncurry(getOwnPropertyDescriptor(Map.prototype, "size").get);
const setAdd = uncurry(Set.prototype.add);
const setSize = uncurry(getOwnPropertyDescriptor(Set.prototype, "size").get);
const weakGet = uncurry(WeakMap.prototype.get);
const weakSet = uncurry(WeakMap.prototype.set);
const isProtoOf = uncurry(Object.prototype.isPrototypeOf);
const cut = uncurry(String.prototype.slice);
const find = uncurry(String.prototype.indexOf);
const findLast = uncurry(String.prototype.lastIndexOf);
const quote = JSON.stringify; // given strings only: then it looks up nothing
const listen = typeof EventTarget === "function" ? uncurry(EventTarget.prototype.addEventListener) : null;
const soon = G.queueMicrotask;
const later = G.setTimeout;
const now = Date.now;
const out = console;
const say = console.debug;
const RealError = Error;

/** A descriptor that inherits nothing, so that a page's Object.prototype.get cannot spoil it. */
const bare = (descriptor) => (setPrototypeOf(descriptor, null), descriptor);
const plain = (value) => ({ __proto__: null, value, writable: true, configurable: true, enumerable: true });
const getterOf = (owner, name) => {
  const found = owner && getOwnPropertyDescriptor(owner, name);
  return found && found.get ? found.get : null;
};
const protoOf = (name) => (typeof G[name] === "function" ? G[name].prototype : null);
const arg = (args, index) => (args.length > index ? args[index] : undefined);
/** An own data property of something the page made; getters are not run. */
const own = (object, name) => {
  if (object === null || typeof object !== "object") return undefined;
  const found = getOwnPropertyDescriptor(object, name);
  return found && !found.get && !found.set ? found.value : undefined;
};

// ---- who called: the innermost script with a name, from the engine's own call sites ----

let sites = null;
const collect = (_error, list) => ((sites = list), "");
const swap = (name, value) => {
  const before = getOwnPropertyDescriptor(RealError, name);
  defineProperty(RealError, name, plain(value));
  return before;
};
const restore = (name, before) => (before ? defineProperty(RealError, name, bare(before)) : deleteProperty(RealError, name));
const capture = () => {
  sites = null;
  const limit = swap("stackTraceLimit", 24);
  const prepare = swap("prepareStackTrace", collect);
  try {
    void new RealError().stack;
  } finally {
    restore("stackTraceLimit", limit);
    restore("prepareStackTrace", prepare);
  }
  return sites;
};
const siteProto = getPrototypeOf(capture()[0]);
const fileName = uncurry(siteProto.getFileName);
const evalOrigin = uncurry(siteProto.getEvalOrigin);

/** "eval at f (https://x/y.js:1:2)" → "https://x/y.js" */
const insideOrigin = (origin) => {
  const from = find(origin, "(http");
  const to = find(origin, ")", from);
  if (from < 0 || to < 0) return "";
  const place = cut(origin, from + 1, to);
  const column = findLast(place, ":");
  return cut(place, 0, findLast(place, ":", column - 1));
};
const topScript = () => {
  let fallback = "";
  try {
    const list = capture();
    for (let i = 0; list && i < list.length; i++) {
      const name = fileName(list[i]);
      if (typeof name === "string" && name !== "" && find(name, "debugger:") !== 0) return cut(name, 0, 1000);
      const origin = fallback === "" ? evalOrigin(list[i]) : null;
      if (typeof origin === "string") fallback = cut(insideOrigin(origin), 0, 1000);
    }
  } catch {
    // A page that froze Error keeps its scripts unnamed; the event itself is still counted.
  }
  return fallback;
};
