// Stand-in for a session recorder that covers all texts: a snapshot of the page's shape, then clicks, in a parcel every five
// seconds; what is not sent yet when the page is left is lost.
(() => {
  const covered = (node) => node.nodeType === Node.TEXT_NODE
    ? { type: 3, textContent: node.textContent.replace(/\S/g, "*") }
    : { type: 2, tagName: node.nodeName.toLowerCase(), childNodes: [...node.childNodes].filter((child) => [1, 3].includes(child.nodeType) && child.nodeName !== "SCRIPT").map(covered) };
  const gathered = [
    { type: 4, timestamp: Date.now(), data: { href: location.origin + location.pathname, width: innerWidth, height: innerHeight } },
    { type: 2, timestamp: Date.now(), data: { node: { type: 0, childNodes: [covered(document.body)] }, initialOffset: { top: 0, left: 0 } } },
  ];
  document.addEventListener("click", (event) => gathered.push({ type: 3, timestamp: Date.now(), data: { source: 2, type: 2, x: event.clientX, y: event.clientY } }), true);
  setInterval(() => {
    const events = gathered.splice(0);
    if (events.length) navigator.sendBeacon("https://in.hotjar.com/api/v2/client/sites/3141592/visit-data", JSON.stringify({ events }));
  }, 5000);
})();
