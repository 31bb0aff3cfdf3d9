// Small comforts. Every page works without them; nothing here writes markup or style.
"use strict";

function countCharacters(note) {
  const box = document.getElementById(note.dataset.countFor);
  if (!box) return;
  const limit = Number(note.dataset.limit);
  const spoken = document.createElement("span");
  spoken.className = "usa-sr-only";
  spoken.setAttribute("role", "status");
  note.after(spoken);
  let waiting;
  function tell() {
    // The server counts a line break as two characters, as the form sends it.
    const left = limit - box.value.replace(/\r?\n/g, "\r\n").length;
    const words = left < 0 ? note.dataset.over : note.dataset.left;
    note.textContent = words.replace("{n}", Math.abs(left).toLocaleString(document.documentElement.lang));
    note.classList.toggle("cg-count--over", left < 0);
    clearTimeout(waiting);
    waiting = setTimeout(() => { spoken.textContent = note.textContent; }, 1000);
  }
  box.addEventListener("input", tell);
  if (box.value) tell();
}

function offerCopy(button) {
  if (!navigator.clipboard) return;
  const box = button.parentElement.querySelector("input");
  const words = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(box.value);
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = words; }, 2000);
  });
}

function guardAgainstDoubleSubmit(event) {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent && Date.now() - Number(form.dataset.sent) < 3000) event.preventDefault();
  else form.dataset.sent = String(Date.now());
}

function begin(root) {
  root.querySelectorAll("[data-count-for]").forEach(countCharacters);
  root.querySelectorAll("[data-copy]").forEach(offerCopy);
  root.querySelector("[data-error-summary]")?.focus();
}

begin(document);
document.addEventListener("submit", guardAgainstDoubleSubmit);
document.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) begin(event.target);
});
document.addEventListener("keydown", (event) => {
  const menu = document.querySelector(".cg-nav--narrow details[open]");
  if (event.key === "Escape" && menu && menu.contains(document.activeElement)) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
