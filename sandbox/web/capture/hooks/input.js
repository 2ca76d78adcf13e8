// Who listens to keys: on which kind of element, from which script. Listeners are counted, keys are never read.
//
// Handlers in HTML attributes (`<input oninput=…>`) are not seen here.

const KEYS = { __proto__: null, keydown: 1, keypress: 1, keyup: 1, input: 1, beforeinput: 1 };
const documentProto = protoOf("Document");
const inputProto = protoOf("HTMLInputElement");
const typeOf = getterOf(inputProto, "type");
const nameOf = getterOf(protoOf("Element"), "localName");
const elementProto = protoOf("Element");

const kindOf = (target) => {
  if (target === undefined || target === null || target === G) return "window";
  if (documentProto && isProtoOf(documentProto, target)) return "document";
  if (inputProto && isProtoOf(inputProto, target)) return "input:" + apply(typeOf, target, []);
  if (elementProto && isProtoOf(elementProto, target)) return cut(apply(nameOf, target, []), 0, 30);
  return "other";
};
const heard = (target, type) => note("key-listener", type, pack("target", kindOf(target)), 0, true);

if (listen && documentProto) {
  onCall(EventTarget.prototype, "addEventListener", (self, args) => {
    const type = arg(args, 0);
    if (typeof type !== "string") return;
    if (KEYS[type] === 1) heard(self, type);
    else if (type === "icecandidate") note("webrtc", "onicecandidate", "{}", 0, true);
    else if (type === "complete" && offline && isProtoOf(offline, self)) soundOf(self).complete = true;
    if (isCanvas(self)) tally(workOf(self), "listeners");
  });
  for (const owner of [protoOf("HTMLElement"), documentProto, G]) {
    for (const type of ["keydown", "keypress", "keyup", "input", "beforeinput"])
      onWrite(owner, "on" + type, (self, args) => {
        if (typeof arg(args, 0) === "function") heard(self, type);
      });
  }
}
