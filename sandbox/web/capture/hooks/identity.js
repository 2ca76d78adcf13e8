// What tells one device from another: WebGL, audio, WebRTC, battery, and the talkative parts of navigator.

const UNMASKED = { __proto__: null, 37445: "UNMASKED_VENDOR_WEBGL", 37446: "UNMASKED_RENDERER_WEBGL" };
for (const name of ["WebGLRenderingContext", "WebGL2RenderingContext"]) {
  const proto = protoOf(name);
  onCall(proto, "getParameter", (_self, args) => {
    const which = arg(args, 0);
    const word = typeof which === "number" ? UNMASKED[which] : undefined;
    if (word) note("webgl", "getParameter", pack("parameter", word), 0, true);
  });
  onCall(proto, "getSupportedExtensions", () => note("webgl", "getSupportedExtensions", "{}", 0, true));
  onCall(proto, "readPixels", (_self, args) => {
    const width = arg(args, 2);
    const height = arg(args, 3);
    const side = width < height ? width : height;
    note("webgl", "readPixels", pack("w", width, "h", height), typeof side === "number" && side === side ? side : 0, true);
  });
}

// ---- audio: an offline context with oscillator and compressor, rendered ----

const sounds = new WeakMap();
const soundOf = (context) => {
  let sound = weakGet(sounds, context);
  if (!sound) weakSet(sounds, context, (sound = { __proto__: null, oscillator: false, compressor: false, complete: false }));
  return sound;
};
const offline = protoOf("OfflineAudioContext");
if (offline) {
  const lengthOf = getterOf(offline, "length");
  const inOffline = (context, part) => {
    if (isProtoOf(offline, context)) soundOf(context)[part] = true;
  };
  onCall(protoOf("BaseAudioContext"), "createOscillator", (self) => inOffline(self, "oscillator"));
  onCall(protoOf("BaseAudioContext"), "createDynamicsCompressor", (self) => inOffline(self, "compressor"));
  onNew("OscillatorNode", (args) => inOffline(arg(args, 0), "oscillator"));
  onNew("DynamicsCompressorNode", (args) => inOffline(arg(args, 0), "compressor"));
  onWrite(offline, "oncomplete", (self) => inOffline(self, "complete"));
  onCall(offline, "startRendering", (self) => {
    const sound = soundOf(self);
    const detail = pack("oscillator", sound.oscillator, "compressor", sound.compressor, "complete", sound.complete, "length", apply(lengthOf, self, []));
    note("audio", "startRendering", detail, 0, false);
  });
}

// ---- WebRTC: servers are read from the connection's own answer, never from the page's objects ----

const peer = protoOf("RTCPeerConnection");
if (peer) {
  const configuration = peer.getConfiguration;
  const servers = (self) => {
    const list = apply(configuration, self, []).iceServers;
    let text = "";
    for (let i = 0; list && i < list.length && i < 8; i++) {
      const urls = list[i].urls;
      for (let j = 0; typeof urls !== "string" && urls && j < urls.length && j < 4; j++) text += (text === "" ? "" : " ") + urls[j];
      if (typeof urls === "string") text += (text === "" ? "" : " ") + urls;
    }
    return text;
  };
  const meet = (call) => (self) => note("webrtc", call, pack("servers", servers(self)), 0, true);
  onCall(peer, "createDataChannel", meet("createDataChannel"));
  onCall(peer, "createOffer", meet("createOffer"));
  onWrite(peer, "onicecandidate", meet("onicecandidate"));
  // Who really talks to somebody adds sound or picture, or hears of another side; who looks for addresses does not.
  for (const call of ["addTrack", "addTransceiver", "setRemoteDescription"]) onCall(peer, call, () => note("webrtc", call, "{}", 0, true));
}

onCall(protoOf("Navigator"), "getBattery", () => note("battery", "getBattery", "{}", 0, true));
for (const field of ["charging", "chargingTime", "dischargingTime", "level"])
  onRead(protoOf("BatteryManager"), field, () => note("battery", field, "{}", 0, true));

onCall(protoOf("Navigator"), "sendBeacon", (_self, args) => {
  const target = arg(args, 0);
  const data = arg(args, 1);
  let url = typeof target === "string" ? target : urlText(target);
  const query = find(url, "?");
  if (query >= 0) url = cut(url, 0, query);
  note("beacon", "sendBeacon", pack("url", url, "size", typeof data === "string" ? data.length : null), 0, false);
});
const hrefOf = getterOf(protoOf("URL"), "href");
const urlText = (thing) => {
  try {
    return apply(hrefOf, thing, []);
  } catch {
    return "";
  }
};

const talkative = protoOf("Navigator") || protoOf("WorkerNavigator");
for (const field of ["plugins", "mimeTypes", "deviceMemory", "hardwareConcurrency", "languages"])
  onRead(talkative, field, () => note("navigator", field, "{}", 0, true));
onCall(protoOf("SpeechSynthesis"), "getVoices", () => note("navigator", "getVoices", "{}", 0, true));
onCall(protoOf("Keyboard"), "getLayoutMap", () => note("navigator", "getLayoutMap", "{}", 0, true));
onCall(protoOf("MediaDevices"), "enumerateDevices", () => note("navigator", "enumerateDevices", "{}", 0, true));
onCall(protoOf("NavigatorUAData"), "getHighEntropyValues", (_self, args) => {
  let hints = "";
  for (let i = 0; i < 12; i++) {
    const hint = own(arg(args, 0), "" + i);
    if (typeof hint === "string") hints += (hints === "" ? "" : " ") + cut(hint, 0, 20);
  }
  note("navigator", "getHighEntropyValues", pack("hints", hints), 0, false);
});

// A shared worker is attached to no page: neither these hooks nor the page's request list reach into it.
onNew("SharedWorker", () => blindSpot("shared-worker"));
