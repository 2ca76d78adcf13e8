// Stand-in for a social network's pixel: one page view, as a picture.
(() => {
  const view = new URLSearchParams({ id: "102030405060", ev: "PageView", dl: location.origin + location.pathname, ts: String(Date.now()) });
  new Image().src = "https://www.facebook.com/tr/?" + view;
})();
