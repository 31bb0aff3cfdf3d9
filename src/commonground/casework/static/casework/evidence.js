// Sends the files of a form in pieces that can be resumed. Without this script the form sends them as it is.
// Nothing is kept in the browser: the token of a file lives in this page and goes with the form.
(() => {
  "use strict";
  const TRIES = 8;

  const csrf = (form) => form.querySelector("[name=csrfmiddlewaretoken]")?.value;
  const wait = (milliseconds) => new Promise((go) => setTimeout(go, milliseconds));
  const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  class Refused extends Error {}

  class Upload {
    constructor(box, form, file) {
      Object.assign(this, { box, form, file, digests: [], token: "", removed: false });
      this.item = document.createElement("li");
      this.item.className = "ev-uploads__file";
      this.name = document.createElement("span");
      this.name.textContent = file.name;
      this.bar = document.createElement("progress");
      this.bar.max = file.size || 1;
      this.bar.value = 0;
      this.bar.setAttribute("aria-label", file.name);
      this.note = document.createElement("span");
      this.note.className = "cg-small";
      this.remove = this.button(this.word("remove"), () => this.takeOut());
      this.item.append(this.name, this.bar, this.note, this.remove);
      box.querySelector("ul").append(this.item);
    }

    word(name) { return this.box.dataset["words" + name[0].toUpperCase() + name.slice(1)]; }

    button(label, does) {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "usa-button usa-button--unstyled";
      made.textContent = label;
      made.setAttribute("aria-label", `${label}: ${this.file.name}`);
      made.addEventListener("click", does);
      return made;
    }

    say(text, aloud = true) {
      this.note.textContent = text;
      if (aloud) this.box.querySelector("[role=status]").textContent = `${this.file.name}: ${text}`;
    }

    async ask(address, body, headers = {}) {
      const token = csrf(this.form);
      const answer = await fetch(address, {
        method: "POST", body, credentials: "same-origin", referrerPolicy: "no-referrer",
        headers: { ...headers, ...(token ? { "X-CSRFToken": token } : {}) },
      });
      const said = await answer.json().catch(() => ({}));
      if (answer.ok) return said;
      if (answer.status === 409 && "offset" in said) return said;
      if (said.reason && answer.status !== 400) throw new Refused(said.reason);
      throw new Error(String(answer.status));
    }

    async send() {
      try {
        this.say(this.word("sending"));
        const keep = this.form.querySelector("[name=keep_metadata]")?.checked ? "yes" : "";
        const begun = await this.patiently(() => this.ask(this.box.dataset.begin,
          new URLSearchParams({ name: this.file.name, size: String(this.file.size), keep_metadata: keep })));
        this.token = begun.token;
        await this.pieces(begun.piece);
        if (this.removed) return;
        this.say(this.word("checking"));
        this.bar.removeAttribute("value");
        const whole = await this.digest(this.digests);
        const done = await this.patiently(() => this.ask(this.box.dataset.finish,
          new URLSearchParams({ token: this.token, sha256: whole })));
        if (done.held) this.arrived(done); else throw new Refused(done.reason);
      } catch (problem) {
        if (!this.removed) this.failed(problem);
      }
    }

    async pieces(size) {
      let offset = 0;
      while (offset < this.file.size && !this.removed) {
        const content = await this.file.slice(offset, offset + size).arrayBuffer();
        const digest = await this.sha256(content);
        this.digests[Math.floor(offset / size)] = digest;
        const told = await this.patiently(async () => this.ask(this.box.dataset.piece, content, {
          "Content-Type": "application/octet-stream", "X-Upload-Token": this.token,
          "X-Upload-Offset": String(offset), "X-Piece-SHA256": digest ? hex(digest) : "",
        }));
        offset = told.offset;
        this.bar.value = offset;
        this.say(`${this.word("sending")} ${Math.floor(100 * offset / this.file.size)} %`, false);
      }
    }

    async patiently(does) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await does();
        } catch (problem) {
          if (problem instanceof Refused || attempt >= TRIES || this.removed) throw problem;
          this.say(this.word("waiting"), attempt === 1);
          await wait(Math.min(30000, 500 * 2 ** attempt));
        }
      }
    }

    async sha256(content) { return globalThis.crypto?.subtle ? crypto.subtle.digest("SHA-256", content) : null; }

    async digest(digests) {
      if (!digests.length || digests.some((one) => !one)) return "";
      return hex(await this.sha256(await new Blob(digests).arrayBuffer()));
    }

    arrived(done) {
      this.bar.remove();
      this.name.textContent = done.name;
      this.token = done.held;
      this.field = document.createElement("input");
      this.field.type = "hidden";
      this.field.name = "sent_before";
      this.field.value = done.held;
      this.item.append(this.field);
      this.finished = true;
      this.say(`${this.word("done")}. ${done.said.join(". ")}`);
    }

    failed(problem) {
      this.bar.remove();
      this.finished = true;
      if (problem instanceof Refused) {
        this.refused = true;
        this.say(`${this.word("refused")}. ${problem.message}`);
        return;
      }
      this.say(this.word("waiting"));
      const again = this.button(this.word("again"), () => {
        again.remove();
        this.item.remove();
        start(this.box, this.form, [this.file]);
      });
      this.item.append(again);
    }

    takeOut(byHand = true) {
      this.removed = true;
      if (this.token) this.ask(this.box.dataset.remove, new URLSearchParams({ token: this.token })).catch(() => {});
      this.item.remove();
      this.finished = true;
      if (byHand) this.form.querySelector("input[type=file]").focus();
    }
  }

  const running = new WeakMap();
  const held = new WeakMap(); // forms that were sent too early, and by which button

  // One file after another: a slow line is not shared, and the order stays.
  const start = async (box, form, files) => {
    const uploads = [...files].map((file) => new Upload(box, form, file));
    running.set(form, [...(running.get(form) || []), ...uploads]);
    for (const upload of uploads) if (!upload.removed) await upload.send();
    sendHeld(form, uploads);
  };

  // What was not taken must be seen first; otherwise the form goes on its way as soon as everything has arrived.
  const sendHeld = (form, uploads) => {
    if (!held.has(form) || running.get(form).some((upload) => !upload.finished)) return;
    const button = held.get(form);
    held.delete(form);
    if (uploads.every((upload) => upload.field || upload.removed)) form.requestSubmit(button);
  };

  const hold = (event) => {
    const unfinished = (running.get(event.target) || []).find((upload) => !upload.finished);
    if (!unfinished) return;
    event.preventDefault();
    held.set(event.target, event.submitter);
    unfinished.say(unfinished.word("stay"));
  };

  for (const box of document.querySelectorAll("[data-evidence-uploads]")) {
    const form = box.closest("form");
    const field = form?.querySelector("input[type=file]");
    if (!field) continue;
    field.addEventListener("change", () => {
      start(box, form, [...field.files]);
      field.value = ""; // the form must not send them once more
    });
    form.addEventListener("submit", hold);
    // Whether hidden details are kept is decided as a file arrives: another choice sends it anew.
    form.querySelector("[name=keep_metadata]")?.addEventListener("change", () => {
      const again = (running.get(form) || []).filter((upload) => !upload.removed && !upload.refused);
      for (const upload of again) upload.takeOut(false);
      start(box, form, again.map((upload) => upload.file));
    });
  }
})();
