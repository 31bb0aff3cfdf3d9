// Leaves at once, and without a way back to this page through the browser's back button. The link does without this.
"use strict";

const wayOut = document.querySelector("[data-way-out]");

function leave(event) {
  if (event) event.preventDefault();
  document.documentElement.hidden = true;
  window.location.replace(wayOut.href);
}

if (wayOut) {
  let last = 0;
  wayOut.addEventListener("click", leave);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const now = Date.now();
    if (now - last < 1500) leave();
    last = now;
  });
  document.querySelectorAll(".way-out__key").forEach((note) => { note.hidden = false; });
}

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
