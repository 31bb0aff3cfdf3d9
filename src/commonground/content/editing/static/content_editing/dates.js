// Starts Wagtail's date choosers without inline scripts, so that the editor keeps a strict policy.
(() => {
  "use strict";
  const STARTERS = ["initDateChooser", "initDateTimeChooser", "initTimeChooser"];

  function start(marker) {
    const starter = marker.dataset.contentDateChooser;
    const input = document.getElementById(marker.dataset.for);
    if (!input || !STARTERS.includes(starter) || marker.dataset.started) return;
    marker.dataset.started = "yes";
    window[starter](input.id, JSON.parse(marker.dataset.options));
  }

  function startAll(root) {
    root.querySelectorAll?.("[data-content-date-chooser]").forEach(start);
  }

  document.addEventListener("DOMContentLoaded", () => {
    startAll(document);
    // Dialogs are put into the page when they are first opened.
    new MutationObserver((changes) => {
      for (const change of changes) change.addedNodes.forEach((node) => node.nodeType === 1 && startAll(node));
    }).observe(document.body, { childList: true, subtree: true });
  });
})();
