"use strict";
(() => {
  // The page works without this script; it keeps the language of the document right, follows links into the
  // other language, and unfolds everything for printing.
  const radios = [...document.querySelectorAll('input[name="language"]')];
  const choose = (code) => {
    for (const radio of radios) radio.checked = radio.value === code;
    document.documentElement.lang = code;
  };
  for (const radio of radios) radio.addEventListener("change", () => choose(radio.value));

  const follow = () => {
    const code = /^#(nl|en)-/.exec(location.hash)?.[1];
    if (!code) return;
    choose(code);
    document.getElementById(location.hash.slice(1))?.scrollIntoView();
  };
  addEventListener("hashchange", follow);
  follow();

  let unfolded = [];
  addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll("details:not([open])")];
    for (const details of unfolded) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of unfolded) details.open = false;
  });
})();
