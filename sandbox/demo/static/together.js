// What a class does together: a game, a metronome, a drawing and a talk. Each uses what a fingerprint uses, for itself.
"use strict";

// The game asks which graphics card there is, to draw less on a slow one, and looks at the one pixel that is pointed at.
const game = document.querySelector("canvas[data-game]"), gl = game?.getContext("webgl");
if (gl) {
  const about = gl.getExtension("WEBGL_debug_renderer_info");
  const slow = navigator.hardwareConcurrency < 2 || (about && gl.getParameter(about.UNMASKED_RENDERER_WEBGL).includes("Mali-4"));
  gl.clearColor(1, slow ? 0.8 : 0.85, 0.4, 1);
  gl.clear(gl.COLOR_BUFFER_BIT);
  gl.readPixels(8, 8, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
}

// The metronome's tick: one tone that fades, not compressed.
if (game) {
  const room = new OfflineAudioContext(1, 441, 44100), tone = room.createOscillator(), fade = room.createGain();
  fade.gain.linearRampToValueAtTime(0, 0.01);
  tone.connect(fade);
  fade.connect(room.destination);
  tone.start(0);
  room.startRendering().then((tick) => { game.dataset.tick = String(tick.length); });
}

// The drawing, and the small picture of it: colours, and no words.
const board = document.querySelector("canvas[data-board]");
if (board) {
  const brush = board.getContext("2d");
  ["#0b5394", "#38761d", "#e69138"].forEach((colour, number) => {
    brush.fillStyle = colour;
    brush.fillRect(8 + 24 * number, 8, 20, 44);
  });
  document.querySelector("#small-board").src = board.toDataURL();
}

// The talk: both sides answer each other. On a nearly empty battery the picture would be left out.
const talk = document.querySelector("[data-talk]");
if (talk) {
  const mine = new RTCPeerConnection(), yours = new RTCPeerConnection();
  mine.onicecandidate = ({candidate}) => { if (candidate) yours.addIceCandidate(candidate).catch(() => {}); };
  const line = mine.createDataChannel("klas");
  line.onopen = () => { talk.textContent = "Je verbinding werkt."; };
  (async () => {
    const battery = await navigator.getBattery();
    talk.dataset.picture = String(battery.charging || battery.level > 0.2);
    await mine.setLocalDescription(await mine.createOffer());
    await yours.setRemoteDescription(mine.localDescription);
    await yours.setLocalDescription(await yours.createAnswer());
    await mine.setRemoteDescription(yours.localDescription);
  })().catch(() => {});
}
