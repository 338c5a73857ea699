// <desk-save>: says whether everything is saved, saves it, and keeps it on this device until the server has it.

import { $, form, goTo, notice, readOnly, say } from "./dom.js";
import { write } from "./answers.js";
import { timeOfDay } from "./clock.js";
import { csrf } from "./csrf.js";
import { adopt, forget, show as showErrors } from "./errors.js";
import { control, fields } from "./formset.js";
import { drop, keep } from "./kept.js";
import { position, target } from "./writer.js";
import { word } from "./words.js";

const KEEP_AFTER = 1000;
const RETRY_AFTER = 20_000;
const TOO_LONG = 60_000;

customElements.define("desk-save", class extends HTMLElement {
  connectedCallback() {
    this.typed = 0;
    this.saved = 0;
    form().addEventListener("input", (event) => this.input(event));
    form().addEventListener("desk:changed", () => this.touched());
    form().addEventListener("submit", (event) => this.submit(event));
    addEventListener("online", () => this.troubled && this.save());
    addEventListener("beforeunload", (event) => this.unsaved && !this.leaving && event.preventDefault());
    adopt();
    if (readOnly()) for (const field of form().elements) field.readOnly = true;
    // A page that came back with a refusal holds words that the server does not have.
    if ($("#save-state").dataset.state !== "saved") this.typed += 1;
  }

  get unsaved() {
    return this.typed !== this.saved;
  }

  get troubled() {
    return this.unsaved && ["offline", "error"].includes($("#save-state").dataset.state);
  }

  input({ target: field }) {
    if (field.form !== form() || field.closest("#state, #checklist, #conflict, .find-link")) return;
    forget(field);
    this.touched();
  }

  touched() {
    this.typed += 1;
    if ($("#save-state").dataset.state === "saved") this.state("unsaved");
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.keep(), KEEP_AFTER);
  }

  keep() {
    clearTimeout(this.keeping);
    if (keep(control("version").value, fields())) this.full?.drop();
    else if (!this.full) this.full = notice("warning", word("deviceFull"));
  }

  state(name, values = {}, label = name) {
    $("#save-state").dataset.state = name;
    const words = word(label, values);
    if ($("#save-words").textContent !== words) $("#save-words").textContent = words;
  }

  /** Any button of the form that no other part has answered: Save, Publish, Set state, Renumber, the choices of a conflict. */
  submit(event) {
    const button = event.submitter;
    csrf();
    event.preventDefault();
    const name = button?.name || "save";
    if (name === "publish" && button.value !== "confirmed") this.publish();
    else this.send({ [name]: button?.value || "1" }).then((done) => done && button?.closest("[popover]:popover-open")?.hidePopover());
  }

  save() {
    return this.send({ save: "1" });
  }

  async publish() {
    if (await this.send({ publish: "1" })) $("desk-checklist").open();
  }

  /** Sends the whole form with one act. One at a time: what is asked meanwhile follows. Returns whether it was saved. */
  async send(act) {
    if (readOnly()) return false;
    if (this.sending) {
      await this.sending;
      return this.send(act);
    }
    this.sending = this.exchange(act);
    try { return await this.sending; } finally { this.sending = null; }
  }

  async exchange(act) {
    clearTimeout(this.retry);
    clearTimeout(this.keeping);
    const data = new FormData(form());
    data.delete("csrfmiddlewaretoken");
    for (const [name, value] of Object.entries(act)) data.set(name, value);
    if (act.split) data.set("split_at", target() ? position() : "");
    const [typed, sent] = [this.typed, new Map(data)];
    this.state("saving");
    let response, answer;
    try {
      const headers = { Accept: "application/json", "X-CSRFToken": csrf() };
      const options = { method: "POST", body: data, headers, signal: AbortSignal.timeout(TOO_LONG) };
      response = await fetch(form().getAttribute("action"), options);
      answer = await response.json().catch(() => null);
    } catch {
      return this.offline();
    }
    return this.answered(response, answer, { act, sent, typed });
  }

  answered(response, answer, about) {
    this.trouble?.drop();
    this.trouble = null;
    if (response.status === 401 || response.redirected) return this.loggedOut(answer);
    if (response.status === 409 && answer) return this.conflict(answer);
    if (response.status === 422 && answer) return this.refused(answer);
    if ([403, 413].includes(response.status) && answer?.sentence) return this.forbidden(answer);
    if (!response.ok || !answer) return this.failed(response.status);
    return this.done(answer, about);
  }

  done(answer, { act, sent, typed }) {
    this.saved = typed;
    showErrors({}, "save");
    if (answer.others) return this.merged(answer);
    write(answer, sent);
    // After a merge the page holds what was chosen only once it is read anew.
    if (!this.unsaved) drop();
    else this.keep();
    this.state(this.unsaved ? "unsaved" : "saved", { time: answer.saved || timeOfDay() });
    document.dispatchEvent(new CustomEvent("desk:saved", { detail: answer }));
    if (answer.message) say(answer.message);
    if (answer.reload && act.publish !== "1") this.go(answer.reload);
    return true;
  }

  /** What others have saved is stored beside this and not in these fields, which must not be sent on top of it. */
  merged(answer) {
    if (this.unsaved) this.keep();
    else drop();
    this.leave(answer.reload);
    return false;
  }

  /** The server has changed more than fields. What was typed meanwhile is saved first. */
  async go(address) {
    if (this.unsaved && !(await new Promise((resolve) => { setTimeout(() => resolve(this.save())); }))) return;
    this.leave(address);
  }

  leave(address) {
    this.leaving = true;
    const there = new URL(address, location.href);
    if (there.pathname + there.search !== location.pathname + location.search) location.assign(there);
    else {
      history.replaceState(null, "", there);
      location.reload();
    }
  }

  /** Words for what went wrong, kept on the device, with one thing to do. */
  unsent(state, label, values, kind, sentence, ...acts) {
    this.typed = Math.max(this.typed, this.saved + 1);
    this.keep();
    this.state(state, values, label);
    this.trouble?.drop();
    this.trouble = notice(kind, sentence, ...acts);
    return false;
  }

  offline() {
    this.later();
    const again = { words: word("tryNow"), run: () => this.save() };
    return this.unsent("offline", "offline", {}, "warning", word("noConnection", { time: timeOfDay() }), again);
  }

  failed(status) {
    this.later();
    const again = { words: word("tryNow"), run: () => this.save() };
    return this.unsent("error", "error", { status }, "error", word("serverError", { status }), again);
  }

  later() {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.save(), RETRY_AFTER);
  }

  loggedOut(answer) {
    const login = { words: word("logIn"), href: answer?.login || this.dataset.login };
    const again = { words: word("save"), run: () => this.save() };
    return this.unsent("error", "loggedOut", {}, "warning", word("loggedOutSentence"), login, again);
  }

  forbidden({ sentence }) {
    return this.unsent("error", "refused", {}, "error", sentence);
  }

  conflict(answer) {
    this.unsent("conflict", "conflict", {}, "warning", word("conflictSentence"));
    this.trouble.drop();
    document.dispatchEvent(new CustomEvent("desk:conflict", { detail: answer.conflict }));
    return false;
  }

  refused({ sentence, errors = {} }) {
    const first = showErrors(errors, "save");
    const acts = first ? [{ words: word("goToFirst"), stay: true, run: () => goTo(first) }] : [];
    const number = Object.keys(errors).length;
    this.unsent("error", "invalid", { number }, "error", sentence, ...acts);
    $("#notices").scrollIntoView({ block: "nearest" });
    return false;
  }
});
