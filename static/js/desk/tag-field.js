// <tag-field>: tags as words, completed with counts and aliases, suggested from the text; near-duplicates ask first.

import { $, $$, changed, icon, make, readOnly, say } from "./dom.js";
import { csrf } from "./csrf.js";
import { word } from "./words.js";

const WAIT = 120;
const clean = (name) => name.trim().replace(/\s+/g, " ");
const same = (a, b) => a.normalize("NFKC").toLowerCase() === b.normalize("NFKC").toLowerCase();

customElements.define("tag-field", class extends HTMLElement {
  connectedCallback() {
    if (this.box || readOnly()) return;
    this.given = $("input", this);
    this.answers = new Map();
    this.build();
    this.read();
    this.listen();
  }

  /** The field that was there sends the words; one beside it, with its label, takes what is typed. */
  build() {
    const { id } = this.given;
    const invalid = this.given.getAttribute("aria-invalid");
    this.given.type = "hidden";
    for (const label of document.querySelectorAll(`label[for="${id}"]`)) label.htmlFor = `${id}-entry`;
    delete this.given.dataset.step;
    $(".help", this).hidden = true;
    this.input = make("input", {
      id: `${id}-entry`, autocomplete: "off", role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list",
      "aria-controls": `${id}-list`, "aria-describedby": `${id}-mean ${id}-e`, "aria-invalid": invalid, "data-step": true,
      spellcheck: "false",
    });
    this.list = make("ul", { class: "options sheet", id: `${id}-list`, role: "listbox", "aria-label": word("offeredTags") });
    this.list.hidden = true;
    this.mean = make("div", { class: "hint mean", id: `${id}-mean`, role: "status" });
    this.hint = make("div", { class: "hint" });
    this.box = make("div", { class: "tokens" }, this.input);
    this.append(make("div", { class: "entry" }, this.box, this.list), this.mean, this.hint);
  }

  listen() {
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("focus", () => this.suggest());
    this.input.addEventListener("blur", () => this.left());
    this.box.addEventListener("click", (event) => event.target === this.box && this.input.focus());
    for (const part of [this.list, this.mean, this.hint]) part.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.add(option.dataset.tag);
    });
    // What is still being typed is sent too, so that it is never lost.
    this.given.form?.addEventListener("formdata", (event) => {
      const rest = this.isConnected ? clean(this.input.value) : "";
      if (rest) event.formData.set(this.given.name, [...this.tags, rest].join(", "));
    });
  }

  /** Takes the words out of the field again, after somebody has written into it. */
  read() {
    if (!this.box) return;
    this.tags = [];
    for (const name of this.given.value.split(",").map(clean).filter(Boolean)) {
      if (!this.tags.some((tag) => same(tag, name))) this.tags.push(name);
    }
    this.paint();
  }

  paint() {
    for (const token of $$(".token", this.box)) token.remove();
    this.input.before(...this.tags.map((tag) => {
      const button = make("button", { type: "button", class: "icon", "aria-label": word("removeTag", { tag }) }, icon("x"));
      button.addEventListener("click", () => this.remove(tag));
      return make("span", { class: "token" }, tag, button);
    }));
    this.given.value = this.tags.join(", ");
  }

  /** Adds a tag; what is being typed stays, unless it is this. */
  push(name) {
    const tag = clean(name);
    if (!tag || this.tags.some((one) => same(one, tag))) return;
    this.tags.push(tag);
    this.paint();
    changed(this);
    say(word("tagAdded", { tag }));
  }

  /** Takes a tag for what has been typed. */
  add(name) {
    this.close();
    this.ask("");
    this.input.value = "";
    this.push(name);
    this.input.focus();
    this.suggest();
  }

  remove(tag) {
    this.tags = this.tags.filter((one) => one !== tag);
    this.paint();
    changed(this);
    say(word("tagRemoved", { tag }));
    this.input.focus();
    this.suggest();
  }

  typed() {
    if (this.near) this.ask("");
    clearTimeout(this.timer);
    const parts = this.input.value.split(",");
    if (parts.length > 1) {
      this.input.value = parts.pop().trimStart();
      for (const part of parts) if (clean(part)) this.create(clean(part));
    }
    if (clean(this.input.value)) this.timer = setTimeout(() => this.complete(), WAIT);
    else this.close();
  }

  async complete() {
    const typed = clean(this.input.value);
    const address = `${this.dataset.complete}?${new URLSearchParams({ q: typed, chosen: this.tags.join(",") })}`;
    try {
      if (!this.answers.has(address)) this.answers.set(address, await this.fetch(address));
      if (clean(this.input.value) === typed && document.activeElement === this.input) this.offer(this.answers.get(address).results);
    } catch {
      this.close();
    }
  }

  async fetch(address, options = {}) {
    const response = await fetch(address, { headers: { Accept: "application/json", ...(options.body && { "X-CSRFToken": csrf() }) }, ...options });
    if (!response.ok || response.redirected) throw new Error(response.status);
    return response.json();
  }

  offer(results) {
    this.list.replaceChildren(...results.map((offer, index) => {
      const option = make("li", { role: "option", id: `${this.list.id}-${index}`, "data-tag": offer.name, "aria-selected": "false" });
      if (offer.alias) option.append(make("span", { class: "alias" }, `${offer.alias} →`), " ");
      option.append(offer.name, " ", make("span", { class: "uses" }, offer.counted));
      return option;
    }));
    this.list.hidden = !results.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.mark(0);
  }

  close() {
    clearTimeout(this.timer);
    this.list.replaceChildren();
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  mark(index) {
    const options = [...this.list.children];
    this.at = options.length ? (index + options.length) % options.length : -1;
    options.forEach((option, one) => option.setAttribute("aria-selected", String(one === this.at)));
    if (this.at < 0) this.input.removeAttribute("aria-activedescendant");
    else {
      this.input.setAttribute("aria-activedescendant", options[this.at].id);
      options[this.at].scrollIntoView({ block: "nearest" });
    }
  }

  key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const open = !this.list.hidden;
    const handled = {
      ArrowDown: () => (open ? this.mark(this.at + 1) : this.complete()),
      ArrowUp: () => open && this.mark(this.at - 1),
      Enter: () => this.enter(),
      Escape: () => open && this.dismiss(event),
      Backspace: () => this.takeBack(),
    }[event.key];
    if (handled && handled() !== false) event.preventDefault();
  }

  /** Enter takes the first tag offered; somebody who types fast has pressed it before anything could be offered. */
  async enter() {
    const typed = clean(this.input.value);
    if (this.near) return this.add(this.near);
    if (!typed) return null;
    if (this.dismissed) return this.create(typed);
    clearTimeout(this.timer);
    if (this.list.hidden) await this.complete();
    if (clean(this.input.value) !== typed) return null;
    const option = this.list.children[Math.max(this.at, 0)];
    return option ? this.add(option.dataset.tag) : this.create(typed);
  }

  dismiss(event) {
    event.stopPropagation();
    this.dismissed = true;
    this.close();
  }

  /** Backspace in an empty field turns the last tag back into text. */
  takeBack() {
    if (this.input.value || !this.tags.length) return false;
    this.input.value = this.tags.pop();
    this.paint();
    changed(this);
    return true;
  }

  left() {
    this.close();
    const typed = clean(this.input.value);
    if (typed && !this.near) this.create(typed, { back: false });
  }

  /** A new tag; one that differs from an existing tag by case, hyphen, plural or one letter asks first. */
  async create(name, { back = true } = {}) {
    this.dismissed = false;
    const waiting = () => clean(this.input.value) === name;
    // Behind a comma the next name is being typed already: the tag is there at once, and may be replaced.
    if (!waiting()) this.push(name);
    const near = await this.similar(name);
    const other = near.name && !same(near.name, name);
    if (!waiting()) {
      this.push(name);
      if (other) this.ask(near.name, near.counted, name, () => this.replace(name, near.name));
    } else if (other && !this.tags.some((tag) => same(tag, near.name))) {
      this.close();
      this.ask(near.name, near.counted, name);
    } else if (back) this.add(near.name || name);
    else {
      this.input.value = "";
      this.push(near.name || name);
    }
  }

  /** {name, counted} of the tag that was probably meant. Without an answer it is what was typed. */
  async similar(name) {
    try {
      return this.dataset.near ? await this.fetch(`${this.dataset.near}?${new URLSearchParams({ name })}`) : {};
    } catch {
      return {};
    }
  }

  replace(name, near) {
    this.tags = this.tags.filter((tag) => !same(tag, name));
    this.ask("");
    this.paint();
    this.push(near);
  }

  /** "Did you mean …?" Enter takes it, unless the tag in question is there already and may be replaced. */
  ask(near, counted = "", name = "", replace = null) {
    this.near = replace ? "" : near;
    if (!near) {
      this.mean.replaceChildren();
      return;
    }
    const hint = replace ? [] : [" ", make("kbd", {}, "Enter")];
    const yes = make("button", { type: "button", class: "quiet" }, word("useTag", { tag: near, counted }), ...hint);
    const no = make("button", { type: "button", class: "quiet" }, word("createTag", { tag: name }));
    yes.addEventListener("click", () => (replace ? replace() : this.add(near)));
    no.addEventListener("click", () => (replace ? this.ask("") : this.add(name)));
    this.mean.replaceChildren(`${word("didYouMean", { tag: near })} `, yes, no);
  }

  /** Tags of similar sections and of the words of the text, from the server. */
  async suggest() {
    const section = this.closest(".section");
    if (!this.dataset.suggest || !section) return;
    const text = ["title", "body", "takeaway"].map((name) => $(`.${name}`, section).value).join("\n");
    const asked = `${text}\n${this.tags.join(",")}`;
    if (asked === this.asked) return;
    this.asked = asked;
    let results = [];
    try {
      const body = new URLSearchParams({ text, chosen: this.tags.join(",") });
      results = (await this.fetch(this.dataset.suggest, { method: "POST", body })).results;
    } catch { /* Nothing is suggested then. */ }
    if (asked !== this.asked) return;
    const fresh = results.filter(({ name }) => !this.tags.some((tag) => same(tag, name))).slice(0, 5);
    this.hint.replaceChildren(...(fresh.length ? [word("suggested"), " "] : []), ...fresh.map((one) => {
      const button = make("button", { type: "button", class: "quiet", title: one.why || one.counted }, one.name);
      button.addEventListener("click", () => this.add(one.name));
      return button;
    }));
  }
});
