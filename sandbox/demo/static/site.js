// The school's own script: a drawing, numbers from the API, and the camera when a pupil asks for it.
"use strict";

// Where the school's own app, which shows these pages, gets its token.
window.demoschool = { token: "/api/token" };

// A sun on the front page. Nothing is read back from the canvas.
const sun = document.querySelector("canvas[data-draw='sun']");
if (sun) {
  const brush = sun.getContext("2d");
  brush.save();
  brush.fillStyle = "#ffd966";
  brush.beginPath();
  brush.arc(40, 40, 22, 0, 2 * Math.PI);
  brush.fill();
  brush.restore();
}

// <span data-count="/api/homework"> becomes the number of items there.
for (const spot of document.querySelectorAll("[data-count]")) {
  fetch(spot.dataset.count)
    .then((answer) => (answer.ok ? answer.json() : []))
    .then((items) => { spot.textContent = String((items.leerlingen ?? items).length); })
    .catch(() => { spot.textContent = "?"; });
}

// What a pupil asked for in the settings: offers, recommendations, the count of use.
for (const spot of document.querySelectorAll("[data-ask]")) {
  fetch(spot.dataset.ask).then((answer) => answer.text()).catch(() => {});
}

const greeting = document.querySelector("[data-greeting]");
if (greeting) {
  fetch("/api/me")
    .then((answer) => answer.json())
    .then((me) => { greeting.textContent = `Fijn dat je er bent, ${me.first_name}!`; })
    .catch(() => {});
}

// The camera starts only when the pupil presses the button, and the picture stays in the browser.
const shoot = document.querySelector("#photo");
if (shoot) {
  shoot.addEventListener("click", async () => {
    const view = document.querySelector("#preview"), told = document.querySelector("#photo-told");
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: true });
      view.srcObject = stream;
      view.hidden = false;
      await view.play();
      for (const track of stream.getTracks()) track.stop();
      told.textContent = "Je ziet jezelf. De foto blijft op dit toestel.";
    } catch {
      told.textContent = "De camera is niet gestart.";
    }
  });
}

// A button that opens another part of the question about cookies in the place of its own.
for (const opener of document.querySelectorAll("[data-opens]")) {
  opener.addEventListener("click", () => {
    document.getElementById(opener.dataset.opens).hidden = false;
    opener.closest("[data-layer]").hidden = true;
  });
}

// A drawn box: it tells its state to screen readers, and to the form by a field of its own.
for (const box of document.querySelectorAll("[data-box]")) {
  const flip = () => {
    const on = box.getAttribute("aria-checked") !== "true";
    box.setAttribute("aria-checked", String(on));
    box.querySelector("input")?.remove();
    if (on) box.insertAdjacentHTML("beforeend", `<input type="hidden" name="${box.dataset.box}" value="on">`);
  };
  box.addEventListener("click", flip);
  box.addEventListener("keydown", (event) => { if (event.key === " ") { event.preventDefault(); flip(); } });
}
