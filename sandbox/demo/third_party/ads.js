// Stand-in for an advertising tag: says what page is open and asks for an advertisement. No cookie, no storage.
(() => {
  const asked = new URLSearchParams({ correlator: String(Math.random()), url: location.origin + location.pathname, sz: "300x250" });
  new Image().src = "https://pagead2.googlesyndication.com/pagead/ads?" + asked;
})();
