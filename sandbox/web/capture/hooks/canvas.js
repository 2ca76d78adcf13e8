// Canvas: what was drawn, whether it was read back, and how many fonts were measured.
//
// A read-out carries everything that the published rule needs (size, colours, distinct characters, save, restore,
// listeners), so that the judge can apply it; drawing alone sends nothing.

const MANY = 64; // more distinct characters, colours or measured texts than this prove nothing more
const works = new WeakMap(); // canvas → its tally
const pens = new WeakMap(); // 2D context → the tally of its canvas
const canvasProtos = [protoOf("HTMLCanvasElement"), protoOf("OffscreenCanvas")];
const penProtos = [protoOf("CanvasRenderingContext2D"), protoOf("OffscreenCanvasRenderingContext2D")];
const sizes = new Map(); // prototype → how to read width and height
for (let i = 0; i < 2; i++) {
  const proto = canvasProtos[i];
  if (proto) mapSet(sizes, proto, { __proto__: null, w: getterOf(proto, "width"), h: getterOf(proto, "height") });
}
const isCanvas = (thing) =>
  (canvasProtos[0] && isProtoOf(canvasProtos[0], thing)) || (canvasProtos[1] && isProtoOf(canvasProtos[1], thing)) || false;

const workOf = (canvas) => {
  let work = weakGet(works, canvas);
  if (!work) {
    work = { __proto__: null, colours: new Set(), chars: new Set(), text: "", last: null, save: 0, restore: 0, listeners: 0, context: "", fonts: null };
    weakSet(works, canvas, work);
  }
  return work;
};

const sizeOf = (canvas, proto) => {
  const read = mapGet(sizes, proto);
  return { __proto__: null, w: apply(read.w, canvas, []), h: apply(read.h, canvas, []) };
};
const readOut = (canvas, proto, call, width, height) => {
  const work = workOf(canvas);
  const size = sizeOf(canvas, proto);
  const colours = setSize(work.colours);
  const chars = setSize(work.chars);
  const detail = pack("w", size.w, "h", size.h, "colours", colours, "chars", chars, "save", work.save, "restore", work.restore,
    "listeners", work.listeners, "context", work.context, "area_w", width, "area_h", height, "text", work.text);
  const suspect = width >= 16 && height >= 16 && work.save + work.restore + work.listeners === 0;
  note("canvas", call, detail, (suspect ? 1000 : 0) + colours + chars, false);
};

for (let i = 0; i < 2; i++) {
  const proto = canvasProtos[i];
  if (!proto) continue;
  const whole = (call) => (canvas) => {
    const size = sizeOf(canvas, proto);
    readOut(canvas, proto, call, size.w, size.h);
  };
  onCall(proto, "toDataURL", whole("toDataURL"));
  onCall(proto, "toBlob", whole("toBlob"));
  onCall(proto, "convertToBlob", whole("convertToBlob"));
  onCall(proto, "getContext", (canvas, args) => {
    const kind = arg(args, 0);
    if (typeof kind === "string" && isCanvas(canvas)) workOf(canvas).context = cut(kind, 0, 20);
  });
}

const addChars = (work, text) => {
  if (typeof text === "number") text = "" + text;
  if (typeof text !== "string" || text === work.last) return;
  work.last = text;
  const length = text.length < 200 ? text.length : 200;
  for (let i = 0; i < length && setSize(work.chars) < MANY; i++) setAdd(work.chars, text[i]);
  if (work.text.length < 40) work.text = cut(work.text + text, 0, 40);
};
const addColour = (work, colour) => {
  if (typeof colour === "string" && setSize(work.colours) < MANY) setAdd(work.colours, cut(colour, 0, 60));
};
const tally = (work, name) => (work[name] < 1000 ? work[name]++ : 0);

// ---- fonts: one tally per script, through the context in which it first set a font (fonts.js has the rest) ----

const fontTallies = new Map();
const fontsOf = (work) => {
  if (work.fonts) return work.fonts;
  const script = caller("canvas-font", false);
  let fonts = mapGet(fontTallies, script);
  if (!fonts && mapSize(fontTallies) < GROUPS_PER_API) {
    fonts = { __proto__: null, script, names: new Set(), texts: new Map(), most: 0, text: "", level: 0, last: null };
    mapSet(fontTallies, script, fonts);
  }
  return (work.fonts = fonts || mapGet(fontTallies, "") || null);
};
const addFont = (work, font) => {
  const fonts = typeof font === "string" ? fontsOf(work) : null;
  if (!fonts || font === fonts.last) return;
  fonts.last = font;
  if (setSize(fonts.names) >= FONTS) return;
  setAdd(fonts.names, cut(font, 0, 120));
  if (setSize(fonts.names) >= 10) schedule();
};
const addMeasure = (work, text) => {
  const fonts = typeof text === "string" ? fontsOf(work) : null;
  if (!fonts) return;
  const key = cut(text, 0, 60);
  const times = (mapGet(fonts.texts, key) || 0) + 1;
  if (times === 1 && mapSize(fonts.texts) >= MANY) return;
  mapSet(fonts.texts, key, times);
  if (times > fonts.most) {
    fonts.most = times;
    fonts.text = key;
  }
};
mapSet(beforeSend, () =>
  mapEach(fontTallies, (fonts) =>
    tellFonts(fonts, "canvas-font", "measureText", fonts.most, pack("fonts", setSize(fonts.names), "measured", fonts.most, "text", fonts.text))), true);

for (let i = 0; i < 2; i++) {
  const proto = penProtos[i];
  const canvasProto = canvasProtos[i];
  if (!proto || !canvasProto) continue;
  const canvasOf = getterOf(proto, "canvas");
  const workFor = (pen) => {
    let work = weakGet(pens, pen);
    if (!work) weakSet(pens, pen, (work = workOf(apply(canvasOf, pen, []))));
    return work;
  };
  onCall(proto, "fillText", (pen, args) => addChars(workFor(pen), arg(args, 0)));
  onCall(proto, "strokeText", (pen, args) => addChars(workFor(pen), arg(args, 0)));
  onWrite(proto, "fillStyle", (pen, args) => addColour(workFor(pen), arg(args, 0)));
  onWrite(proto, "strokeStyle", (pen, args) => addColour(workFor(pen), arg(args, 0)));
  onCall(proto, "save", (pen) => tally(workFor(pen), "save"));
  onCall(proto, "restore", (pen) => tally(workFor(pen), "restore"));
  onWrite(proto, "font", (pen, args) => addFont(workFor(pen), arg(args, 0)));
  onCall(proto, "measureText", (pen, args) => addMeasure(workFor(pen), arg(args, 0)));
  onCall(proto, "getImageData", (pen, args) => {
    const size = (value) => (typeof value === "number" ? (value < 0 ? -value : value) : 0);
    readOut(apply(canvasOf, pen, []), canvasProto, "getImageData", size(arg(args, 2)), size(arg(args, 3)));
  });
}
