// Stand-in for an analytics tag, cookieless: one page view.
(() => {
  const view = new URLSearchParams({ v: "2", tid: "G-DEMOSCHOOL", en: "page_view", dl: location.origin + location.pathname, sr: `${screen.width}x${screen.height}` });
  navigator.sendBeacon("https://www.google-analytics.com/g/collect?" + view);
})();
