// Wrapping: proxies keep name, length and lack of prototype; toString answers for the native inside.

const natives = new WeakMap();
const disguise = (native, handler) => {
  const proxy = new Proxy(native, setPrototypeOf(handler, null) && handler);
  weakSet(natives, proxy, native);
  return proxy;
};
const seen = (native, before) =>
  disguise(native, {
    apply(target, self, args) {
      try {
        before(self, args);
      } catch {
        // As above.
      }
      return apply(target, self, args);
    },
  });
const replace = (owner, name, part, before) => {
  const found = owner ? getOwnPropertyDescriptor(owner, name) : undefined;
  if (!found || !found.configurable || typeof found[part] !== "function") return;
  found[part] = seen(found[part], before);
  defineProperty(owner, name, found);
};
const onCall = (owner, name, before) => replace(owner, name, "value", before);
const onRead = (owner, name, before) => replace(owner, name, "get", before);
const onWrite = (owner, name, before) => replace(owner, name, "set", before);
const onNew = (name, before) => {
  const found = getOwnPropertyDescriptor(G, name);
  if (!found || !found.configurable || typeof found.value !== "function") return;
  const native = found.value;
  const proxy = disguise(native, {
    construct(target, args, newTarget) {
      safely(() => before(args));
      return construct(target, args, newTarget === proxy ? target : newTarget);
    },
  });
  found.value = proxy;
  defineProperty(G, name, found);
  const back = getOwnPropertyDescriptor(native.prototype, "constructor");
  if (back && back.configurable) {
    back.value = proxy;
    defineProperty(native.prototype, "constructor", back);
  }
};

const functionText = getOwnPropertyDescriptor(Function.prototype, "toString");
functionText.value = disguise(functionText.value, {
  apply: (target, self, args) => apply(target, weakGet(natives, self) || self, args),
});
defineProperty(Function.prototype, "toString", functionText);

if (listen) {
  const capturing = { __proto__: null, capture: true };
  listen(G, "beforeunload", sendAll, capturing);
  listen(G, "pagehide", sendAll, capturing);
  listen(G, FLUSH, sendAll, capturing);
  for (const type of ["pointerdown", "mousedown", "keydown", "pointerup", "touchend"]) listen(G, type, isInput, capturing);
}
