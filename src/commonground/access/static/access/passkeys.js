/* Says in words when a passkey could not be used. allauth's own script does the ceremony and reports here. */
document.addEventListener("allauth.error", function (event) {
  event.preventDefault();
  var note = document.getElementById("passkey-error");
  if (note) {
    note.hidden = false;
    note.focus();
  }
});
