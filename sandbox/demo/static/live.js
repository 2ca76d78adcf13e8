// The profile page as a small app of its own: a token for the interface, and a socket for what is new.
const asked = await fetch("/live/token", {method: "POST", body: new URLSearchParams({grant_type: "session"})});
if (asked.ok) {
  await fetch("/live/vernieuw", {method: "POST"});
  const {access_token: token} = await asked.json();
  await (await fetch("/live/me", {headers: {authorization: `Bearer ${token}`}})).text();
  const line = new WebSocket(`wss://${location.host}/live/socket`);
  line.addEventListener("open", () => line.send("hallo"));
}
if (document.querySelector("[data-worker]")) {
  await navigator.serviceWorker.register("/live-worker.js");
  await (await caches.open("onderweg")).add("/start");
}
