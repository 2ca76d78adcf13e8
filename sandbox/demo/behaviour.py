"""What the faults of behaviour put into a page: fingerprints of every kind, and a recorder of the school's own."""

from __future__ import annotations

from harness.sandbox.demo.snippet import Snippet, script

BEHAVIOUR: dict[str, Snippet] = {
    "canvas-fingerprint": script("everywhere", """
const canvas = document.createElement("canvas");
canvas.width = 280; canvas.height = 60;
const brush = canvas.getContext("2d");
brush.textBaseline = "top"; brush.font = "18px Arial";
brush.fillStyle = "#f60"; brush.fillRect(120, 1, 62, 20);
brush.fillStyle = "#069"; brush.fillText("Pa's wijze lynx bezag vroom het fikse aquaduct", 2, 15);
brush.fillStyle = "rgba(102, 204, 0, 0.7)"; brush.fillText("Cwm fjordbank glyphs vext quiz", 4, 35);
fetch("/api/meting", {method: "POST", keepalive: true, body: canvas.toDataURL().slice(-64)});
"""),
    "font-fingerprint": script("everywhere", """
const brush = document.createElement("canvas").getContext("2d"), widths = [];
for (let number = 0; number < 60; number += 1) {
  brush.font = `72px "Letter ${number}", monospace`;
  widths.push(brush.measureText("mmmmmmmmmmlli").width);
}
fetch("/api/meting", {method: "POST", keepalive: true, body: widths.join()});
"""),
    "audio-fingerprint": script("everywhere", """
const room = new OfflineAudioContext(1, 5000, 44100), tone = room.createOscillator();
const press = room.createDynamicsCompressor();
tone.type = "triangle"; tone.frequency.value = 10000;
tone.connect(press); press.connect(room.destination); tone.start(0);
room.oncomplete = (heard) => {
  const sum = heard.renderedBuffer.getChannelData(0).reduce((all, one) => all + Math.abs(one), 0);
  fetch("/api/meting", {method: "POST", keepalive: true, body: String(sum)});
};
room.startRendering();
"""),
    "webgl-fingerprint": script("start", """
const canvas = document.createElement("canvas"), gl = canvas.getContext("webgl");
const about = gl?.getExtension("WEBGL_debug_renderer_info");
if (about) {
  gl.clearColor(0.2, 0.4, 0.6, 1); gl.clear(gl.COLOR_BUFFER_BIT);
  const pixels = new Uint8Array(4 * 64 * 64);
  gl.readPixels(0, 0, 64, 64, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
  const card = gl.getParameter(about.UNMASKED_RENDERER_WEBGL);
  fetch("/api/meting", {method: "POST", keepalive: true, body: card + pixels.join("").slice(0, 64)});
}
"""),
    "webrtc-fingerprint": script("start", """
const line = new RTCPeerConnection({iceServers: []});
line.createDataChannel("");
line.onicecandidate = ({candidate}) => {
  if (candidate) fetch("/api/meting", {method: "POST", keepalive: true, body: candidate.candidate});
};
await line.setLocalDescription(await line.createOffer());
"""),
    "battery-fingerprint": script("start", """
const {level, chargingTime, dischargingTime} = await navigator.getBattery();
fetch("/api/meting", {method: "POST", keepalive: true, body: [level, chargingTime, dischargingTime].join()});
"""),
    "element-font-fingerprint": script("start", """
const probe = document.body.appendChild(document.createElement("span")), widths = [];
probe.textContent = "mmmmmmmmmmlli";
for (let number = 0; number < 60; number += 1) {
  probe.style.fontFamily = `"Letter ${number}", monospace`;
  widths.push(probe.offsetWidth);
}
probe.remove();
fetch("/api/meting", {method: "POST", keepalive: true, body: widths.join()});
"""),
    "device-fingerprint": script("start", """
const {plugins, mimeTypes, deviceMemory, hardwareConcurrency} = navigator;
const model = await navigator.userAgentData.getHighEntropyValues(["architecture", "model", "platformVersion"]);
const voices = speechSynthesis.getVoices().length, devices = (await navigator.mediaDevices.enumerateDevices()).length;
const kinds = [plugins.length, mimeTypes.length], power = [deviceMemory, hardwareConcurrency];
const read = [...kinds, ...power, voices, devices, JSON.stringify(model)];
fetch("/api/meting", {method: "POST", keepalive: true, body: read.join()});
"""),
    "replay-own": script("signed-in", """
const whole = (node) => node.nodeType === Node.TEXT_NODE
  ? {type: 3, textContent: node.textContent}
  : {type: 2, tagName: node.nodeName.toLowerCase(), attributes: {}, childNodes: [...node.childNodes].map(whole)};
const events = [
  {type: 4, timestamp: Date.now(), data: {href: location.href, width: innerWidth, height: innerHeight}},
  {type: 2, timestamp: Date.now(), data: {node: {type: 0, childNodes: [whole(document.body)]}}},
];
const packed = new Blob([JSON.stringify({events})]).stream().pipeThrough(new CompressionStream("gzip"));
fetch("/api/meting", {method: "POST", body: await new Response(packed).arrayBuffer()});
"""),
}
