// Sending: one console line that starts with NONCE. Nothing for it stands in the page that a script could find or call.
// A worker's first console lines are lost on their way, so a worker has a CHANNEL too (of one debugger session, which may
// end before the worker does); TOKEN and a number tell the reader which lines came twice.

const PAUSE = 60; // milliseconds between two lines of one frame
let lastSent = 0;
let dueAt = 0; // milliseconds; 0: nothing scheduled
let posted = 0;
const TOP = !CHANNEL && G.top === G; // then its own address is the page's: a line may arrive when the tab is elsewhere
const beforeSend = new Map(); // collectors that turn their own tallies into notes first

const line = (entry) => {
  const count = entry.total - entry.told;
  entry.told = entry.total;
  entry.due = entry.total * 2;
  return "[" + quote(entry.api) + "," + quote(entry.call) + "," + quote(entry.script) + "," + (entry.gesture ? "1" : "0") +
    "," + count + "," + quote(entry.detail) + "]";
};
const post = (body, lost) => {
  const here = G.location ? cut(G.location.href, 0, 2000) : "";
  const text = NONCE + '{"f":' + quote(here) + ',"t":' + (TOP ? "1" : "0") + ',"n":"' + TOKEN + ++posted + '","e":[' + body + '],"x":{' + lost + "}}";
  apply(say, out, [text]);
  if (CHANNEL) apply(CHANNEL, G, [text]);
};
const send = () => {
  dueAt = lastSent = now(); // not 0: what the collectors note is sent below
  mapEach(beforeSend, (_value, collector) => collector(false));
  dueAt = 0;
  let body = "";
  let lost = "";
  mapEach(waiting, (_value, entry) => {
    body += (body === "" ? "" : ",") + line(entry);
    if (body.length > 30000) {
      post(body, "");
      body = "";
    }
  });
  mapEach(dropped, (count, name) => (lost += (lost === "" ? "" : ",") + quote(name) + ":" + count));
  mapClear(waiting);
  mapClear(dropped);
  if (body !== "" || lost !== "") post(body, lost);
};
const safely = (work) => {
  try {
    work();
  } catch {
    // Nothing of ours may reach the page.
  }
};
const sendSafely = () => safely(send);
/** Everything that was counted, also what is not due yet: at the end of a page, or when the tool asks. */
const sendAll = () =>
  safely(() => {
    mapEach(beforeSend, (_value, collector) => collector(true));
    for (let entry = entries; entry; entry = entry.next) if (entry.total > entry.told) mapSet(waiting, entry, true);
    send();
  });
const schedule = () => {
  if (CHANNEL) return dueAt === 0 ? sendSafely() : undefined; // no timers in an unfinished worker: told at once
  const time = now();
  // Overdue: the page cleared all timers, ours with them.
  if (dueAt !== 0 && time < dueAt + 2 * PAUSE) return;
  const wait = lastSent + PAUSE - time;
  dueAt = time + (wait > 0 ? wait : 0);
  if (wait > 0) apply(later, G, [sendSafely, wait]);
  else apply(soon, G, [sendSafely]);
};
