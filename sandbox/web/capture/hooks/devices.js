// What a minor's device can give away only when asked: place, camera, microphone, screen, contacts, notifications,
// push, clipboard.

const geolocation = protoOf("Geolocation");
for (const call of ["getCurrentPosition", "watchPosition"])
  onCall(geolocation, call, (_self, args) =>
    note("geolocation", call, pack("high_accuracy", own(arg(args, 2), "enableHighAccuracy") === true), 0, false));

const wanted = (value) => value !== undefined && value !== null && value !== false;
const media = (call) => (_self, args) => {
  const asked = arg(args, 0);
  const audio = own(asked, "audio");
  const video = own(asked, "video");
  const readable = wanted(audio) || wanted(video);
  const detail = pack("audio", wanted(audio), "video", wanted(video), "readable", readable, "facing", own(video, "facingMode"));
  // Constraints that hide behind getters could mean either: both are noted, as unreadable.
  if (wanted(video) || !readable) note("camera", call, detail, 0, false);
  if (wanted(audio) || !readable) note("microphone", call, detail, 0, false);
};
onCall(protoOf("MediaDevices"), "getUserMedia", media("getUserMedia"));
for (const call of ["getUserMedia", "webkitGetUserMedia", "mozGetUserMedia"]) onCall(protoOf("Navigator"), call, media(call));
onCall(protoOf("MediaDevices"), "getDisplayMedia", (_self, args) =>
  note("screen", "getDisplayMedia", pack("audio", wanted(own(arg(args, 0), "audio")), "video", own(arg(args, 0), "video") !== false), 0, false));

onCall(protoOf("ContactsManager"), "select", (_self, args) => {
  const fields = arg(args, 0);
  let names = "";
  for (let i = 0; i < 8; i++) {
    const field = own(fields, "" + i);
    if (typeof field === "string") names += (names === "" ? "" : " ") + cut(field, 0, 20);
  }
  note("contacts", "select", pack("fields", names, "multiple", own(arg(args, 1), "multiple") === true), 0, false);
});

onCall(G.Notification, "requestPermission", () => note("notifications", "requestPermission", "{}", 0, false));
onCall(protoOf("ServiceWorkerRegistration"), "showNotification", () => note("notifications", "showNotification", "{}", 0, false));
onCall(protoOf("PushManager"), "subscribe", (_self, args) =>
  note("push", "subscribe", pack("user_visible_only", own(arg(args, 0), "userVisibleOnly") === true), 0, false));

for (const call of ["read", "readText", "write", "writeText"])
  onCall(protoOf("Clipboard"), call, () => note("clipboard", call, "{}", 0, false));
onCall(protoOf("Document"), "execCommand", (_self, args) => {
  const command = arg(args, 0);
  if (command === "copy" || command === "cut" || command === "paste") note("clipboard", "execCommand", pack("command", command), 0, false);
});
