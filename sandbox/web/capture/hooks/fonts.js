// Fonts: which are installed tells one device from another. Asked by name, or by the width of a text in each of them.
//
// Elements are looked at only when their width is read while a font stands in their own style attribute: layouts are
// measured all the time, but hardly ever so. One tally per script, told when it grows to a next step.

const FONTS = 400; // more different fonts than this prove nothing more
const FEW = 10; // nor do fewer than this
const steps = (n) => (n >= 200 ? 5 : n >= 100 ? 4 : n >= 50 ? 3 : n >= 25 ? 2 : n >= FEW ? 1 : 0);
const tellFonts = (tally, api, call, times, detail) => {
  const names = setSize(tally.names);
  const level = names >= FEW ? steps(names) + steps(times) : 0;
  if (level <= tally.level) return;
  tally.level = level;
  note(api, call, detail, level, true, tally.script);
};

const asked = new Set(); // every font, whoever asked
const askTallies = new Map(); // call + script → tally
const askFont = (call, font) => {
  if (typeof font !== "string" || font === "" || setSize(asked) >= FONTS) return;
  const name = cut(font, 0, 120);
  const before = setSize(asked);
  setAdd(asked, name);
  if (setSize(asked) === before) return;
  const script = caller("fonts." + call, true);
  const key = call + "|" + script;
  let tally = mapGet(askTallies, key);
  if (!tally && mapSize(askTallies) < GROUPS_PER_API) {
    tally = { __proto__: null, call, script, names: new Set(), level: 0 };
    mapSet(askTallies, key, tally);
  }
  if (!tally) return;
  setAdd(tally.names, name);
  if (setSize(tally.names) >= FEW) schedule();
};
mapSet(beforeSend, () =>
  mapEach(askTallies, (tally) => tellFonts(tally, "fonts", tally.call, 0, pack("fonts", setSize(tally.names)))), true);

const htmlProto = protoOf("HTMLElement");
const styleOf = getterOf(htmlProto, "style");
const styleProto = protoOf("CSSStyleDeclaration");
const styleValue = styleProto && styleProto.getPropertyValue;
const FAMILY = { __proto__: null, 0: "font-family", length: 1 };
let lastAsked = "";
const measured = (call) => (element) => {
  if (!isProtoOf(htmlProto, element)) return;
  const font = apply(styleValue, apply(styleOf, element, []), FAMILY);
  if (font === "" || font === lastAsked) return;
  lastAsked = font;
  askFont(call, font);
};
if (styleOf && styleValue) {
  for (const side of ["offsetWidth", "offsetHeight"]) onRead(htmlProto, side, measured(side));
  onCall(protoOf("Element"), "getBoundingClientRect", measured("getBoundingClientRect"));
}
onCall(protoOf("FontFaceSet"), "check", (_self, args) => askFont("check", arg(args, 0)));
onNew("FontFace", (args) => {
  const source = arg(args, 1);
  if (typeof source === "string" && find(source, "local(") >= 0) askFont("local", source);
});
onCall(G, "queryLocalFonts", () => note("fonts", "queryLocalFonts", "{}", 0, false));
