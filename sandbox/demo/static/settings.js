// The settings pages: tabs, switches that are buttons, and how much was changed.
"use strict";

for (const tab of document.querySelectorAll("[role='tab']")) {
  tab.addEventListener("click", () => {
    for (const other of tab.parentElement.querySelectorAll("[role='tab']")) {
      const open = other === tab;
      other.setAttribute("aria-selected", String(open));
      document.getElementById(other.getAttribute("aria-controls")).hidden = !open;
    }
  });
}

for (const control of document.querySelectorAll("[role='switch']")) {
  const turn = () => {
    const on = control.getAttribute("aria-checked") !== "true";
    control.setAttribute("aria-checked", String(on));
    control.parentElement.querySelector("input[type='hidden']").value = on ? "Aan" : "Uit";
  };
  control.addEventListener("click", turn);
  if (control.localName !== "button") {
    control.addEventListener("keydown", (event) => {
      if (event.key === " " || event.key === "Enter") { event.preventDefault(); turn(); }
    });
  }
}

const told = document.querySelector("[data-changed]");
if (told) {
  fetch("/api/settings")
    .then((answer) => answer.json())
    .then((own) => { told.textContent = `Je veranderde ${own.changed} keuzes.`; })
    .catch(() => {});
}
