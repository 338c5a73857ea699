// <tag-input>: a text field of names between commas, with tags as words and suggestions while typing.
// The form sends the words and what is still being typed, as if all of it stood in the field: nothing typed is lost.
// A new word that is nearly another tag is asked about; unanswered, the server asks when the form is sent.
// Keyboard and roles follow the ARIA 1.2 combobox with a list box.

const WAIT = 150;

const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};
const clean = (name) => name.trim().replace(/\s+/g, " ");
const sameName = (a, b) => a.normalize("NFKC").toLowerCase() === b.normalize("NFKC").toLowerCase();

customElements.define("tag-input", class extends HTMLElement {
  connectedCallback() {
    if (this.entry) return;
    this.entry = this.querySelector("input");
    if (!this.entry || this.entry.disabled || this.entry.readOnly) return;
    this.answers = new Map();
    this.offers = [];
    this.active = -1;
    this.questions = [];
    this.agreed = new Set();
    this.pending = 0;
    this.build();
    this.listen();
    // What the server wrote, and what has been typed before this script came.
    this.finish(`${this.entry.defaultValue},${this.entry.value}`);
    this.say("");
  }

  build() {
    const id = this.entry.id;
    const hint = make("p", { id: `${id}-hint`, class: "tag-hint" }, this.dataset.hint);
    const attributes = {
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-offers`,
      "aria-describedby": `${this.entry.getAttribute("aria-describedby") || ""} ${hint.id}`.trim(),
    };
    for (const [name, value] of Object.entries(attributes)) this.entry.setAttribute(name, value);
    this.words = make("ul", { class: "tag-words", "aria-label": this.dataset.chosen });
    this.list = make("ul", { id: `${id}-offers`, class: "tag-offers", role: "listbox", "aria-label": this.dataset.offered });
    this.list.hidden = true;
    this.status = make("p", { class: "tag-status", role: "status" });
    this.question = make("p", { class: "tag-question" });
    this.suggestions = make("ul", { class: "tag-suggestions", "aria-label": this.dataset.suggested });
    this.suggestions.hidden = true;
    this.box = make("div", { class: "tag-box" }, this.words, this.entry);
    this.prepend(this.box, this.list, this.question, this.suggestions, hint, this.status);
  }

  listen() {
    this.entry.addEventListener("input", () => this.typed());
    this.entry.addEventListener("keydown", (event) => this.key(event));
    this.entry.addEventListener("blur", () => this.leave());
    for (const type of ["pointerdown", "pointerup", "pointercancel"]) {
      const isPressed = type === "pointerdown";
      document.addEventListener(type, (event) => { this.isPressed = isPressed && !this.contains(event.target); }, true);
    }
    this.entry.addEventListener("focus", () => this.suggest());
    this.box.addEventListener("click", (event) => { if (event.target === this.box || event.target === this.words) this.entry.focus(); });
    // A press on an offer must not take the focus, or the half-typed name would become a tag.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.take([...this.list.children].indexOf(option));
    });
    this.entry.form?.addEventListener("formdata", (event) => {
      const names = [...this.tags, clean(this.entry.value)].filter(Boolean);
      event.formData.set(this.entry.name, names.join(", "));
      if (this.agreed.size) event.formData.append(`${this.entry.name}_anyway`, [...this.agreed].join(", "));
    });
  }

  get tags() {
    return [...this.words.children].map((item) => item.firstChild.textContent);
  }

  add(name) {
    const button = make("button", { type: "button", "aria-label": `${this.dataset.remove} ${name}` }, "×");
    const item = make("li", {}, make("span", {}, name), button);
    button.addEventListener("click", () => {
      this.drop(item);
      this.say(`${this.dataset.removed} ${name}`);
      this.entry.focus();
    });
    this.words.append(item);
    return item;
  }

  drop(item) {
    item.remove();
    this.answer(item);
  }

  say(text) {
    this.status.textContent = text;
  }

  /**
   * Makes tags of what stands between commas. The words that are there stay as they are: one may have the focus.
   * ``typed`` words may be new ones, and slips.
   */
  finish(text, typed = false) {
    const added = [];
    for (const name of text.split(",").map(clean).filter(Boolean)) {
      if (this.tags.some((tag) => sameName(tag, name))) continue;
      const item = this.add(name);
      added.push(name);
      if (typed) this.asking = this.check(item, name);
    }
    this.entry.value = "";
    if (added.length) this.say(`${this.dataset.added} ${added.join(", ")}`);
    this.thin();
  }

  /** What grows here moves what is below: a press on a button there is let go first, or it would miss. */
  leave() {
    const leave = () => { this.finish(this.entry.value, true); this.close(); };
    if (!this.isPressed) return leave();
    const released = new AbortController();
    for (const type of ["pointerup", "pointercancel"]) {
      document.addEventListener(type, () => { released.abort(); setTimeout(leave); }, { signal: released.signal });
    }
    return undefined;
  }

  /** Asks the server whether a word is new and nearly another tag, and then whoever typed it. */
  async check(item, name) {
    this.pending += 1;
    try {
      const near = await this.fetch(`${this.dataset.near}?${new URLSearchParams({ name })}`);
      if (near.name && item.isConnected) {
        item.classList.add("tag-doubtful");
        this.questions.push({ item, name, near });
        if (this.questions.length === 1) this.put();
      }
    } catch { /* Without an answer it is what was typed; the server asks when the form is sent. */ }
    this.pending -= 1;
  }

  /** Puts the first open question below the box. */
  put() {
    const [open] = this.questions;
    if (!open) return this.question.replaceChildren();
    const use = make("button", { type: "button" }, `${this.dataset.use} “${open.near.name}”`);
    const create = make("button", { type: "button" }, `${this.dataset.create} “${open.name}”`);
    use.addEventListener("click", () => this.useNear());
    create.addEventListener("click", () => this.create());
    this.question.replaceChildren(make("span", {}, open.near.question), " ", use, " ", create);
    return this.say(open.near.question);
  }

  useNear() {
    const [{ item, near }] = this.questions;
    this.drop(item);
    this.finish(near.name);
    this.entry.focus();
  }

  create() {
    const [{ item, name }] = this.questions;
    this.agreed.add(name);
    this.say(`${this.dataset.added} ${name}`);
    this.answer(item);
    this.entry.focus();
  }

  /** The question about a word is answered, or has no word any more. */
  answer(item) {
    item.classList.remove("tag-doubtful");
    const first = this.questions[0];
    this.questions = this.questions.filter((open) => open.item !== item);
    if (this.questions[0] !== first) this.put();
  }

  async fetch(address, options = {}) {
    const response = await fetch(address, { headers: { Accept: "application/json" }, ...options });
    if (!response.ok || response.redirected) throw new Error(response.status);
    return response.json();
  }

  /** Shows tags that fit what stands in the form, once its text is another. */
  async suggest() {
    const fields = this.entry.form?.elements ?? {};
    const parts = this.dataset.text.split(" ").map((name) => fields[name]?.value || "");
    const text = parts.filter(Boolean).join("\n\n");
    if (!text || text === this.suggestedFor || !fields.csrfmiddlewaretoken) return;
    this.suggestedFor = text;
    const episode = this.dataset.episode || fields.episode?.value || "";
    const body = new URLSearchParams({ text, episode, chosen: this.tags.join(",") });
    body.set("csrfmiddlewaretoken", fields.csrfmiddlewaretoken.value);
    try {
      const { results } = await this.fetch(this.dataset.suggest, { method: "POST", body });
      this.suggestions.replaceChildren(...results.map((found) => this.suggestion(found)));
      this.thin();
    } catch { /* They are only a help. */ }
  }

  suggestion({ name, why }) {
    const button = make("button", { type: "button" }, name);
    button.addEventListener("click", () => { this.finish(name); this.entry.focus(); });
    return make("li", {}, button, " ", make("span", {}, why));
  }

  /** What is chosen is not suggested. */
  thin() {
    for (const item of this.suggestions.children) {
      item.hidden = this.tags.some((tag) => sameName(tag, item.firstChild.textContent));
    }
    this.suggestions.hidden = ![...this.suggestions.children].some((item) => !item.hidden);
  }

  typed() {
    this.dismissed = false;
    if (this.entry.value.includes(",")) {
      const parts = this.entry.value.split(",");
      const rest = parts.pop().trimStart();
      this.finish(parts.join(","), true);
      this.entry.value = rest;
    }
    clearTimeout(this.timer);
    if (clean(this.entry.value)) this.timer = setTimeout(() => this.ask(), WAIT);
    else this.close();
  }

  async ask() {
    const typed = clean(this.entry.value);
    this.request?.abort();
    this.request = new AbortController();
    try {
      const address = `${this.dataset.url}?${new URLSearchParams({ q: typed, chosen: this.tags.join(",") })}`;
      if (!this.answers.has(address)) this.answers.set(address, await this.fetch(address, { signal: this.request.signal }));
      // What has been typed since then has asked for itself.
      if (clean(this.entry.value) === typed && document.activeElement === this.entry) this.offer(this.answers.get(address));
    } catch (error) {
      if (error.name === "AbortError") return;
      this.close();
      this.say(this.dataset.unavailable);
    }
  }

  offer({ results, message }) {
    this.offers = results;
    this.list.replaceChildren(...this.offers.map((offer, index) => {
      const name = make("span", { class: "tag-name" });
      if (offer.alias) name.append(make("span", { class: "tag-alias" }, `${offer.alias} → `));
      name.append(offer.name);
      return make("li", { role: "option", id: `${this.list.id}-${index}`, "aria-selected": "false" },
        name, " ", make("span", { class: "tag-uses" }, offer.counted));
    }));
    this.list.hidden = !this.offers.length;
    this.entry.setAttribute("aria-expanded", String(!this.list.hidden));
    this.mark(-1);
    this.say(message);
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.offers = [];
    this.list.hidden = true;
    this.entry.setAttribute("aria-expanded", "false");
    this.mark(-1);
  }

  mark(index) {
    this.active = index;
    [...this.list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    const option = this.list.children[index];
    if (option && !this.list.hidden) {
      this.entry.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else this.entry.removeAttribute("aria-activedescendant");
  }

  take(index) {
    const offer = this.offers[index];
    this.close();
    this.entry.focus();
    if (offer) this.finish(offer.name);
  }

  key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const open = !this.list.hidden;
    const handled = {
      ArrowDown: () => (open ? this.mark((this.active + 1) % this.offers.length) : this.ask()),
      ArrowUp: () => open && this.mark((this.active < 1 ? this.offers.length : this.active) - 1),
      Enter: () => this.enter(open),
      Escape: () => open && this.dismiss(),
      Backspace: () => this.takeBack(),
    }[event.key];
    if (handled && handled() !== false) event.preventDefault();
  }

  /** With nothing typed and nothing asked Enter sends the form, as in any field: only then it is not handled here. */
  enter(open) {
    const typed = clean(this.entry.value);
    if (open) this.take(Math.max(this.active, 0));
    else if (typed && this.dismissed) this.finish(typed, true);
    else if (typed) this.takeFirst(typed);
    else if (this.questions.length) this.useNear();
    else if (this.pending) this.asking.then(() => this.questions.length && this.useNear());
    else return false;
    return true;
  }

  /** Somebody who types fast has pressed Enter before anything could be offered. */
  async takeFirst(typed) {
    clearTimeout(this.timer);
    await this.ask();
    if (clean(this.entry.value) !== typed) return;
    if (this.offers.length) this.take(0);
    else this.finish(typed, true);
  }

  dismiss() {
    this.dismissed = true;
    this.close();
  }

  /** Backspace in an empty field turns the last tag back into text, so that a slip of the key is mended. */
  takeBack() {
    const last = this.words.lastElementChild;
    if (this.entry.value || !last) return false;
    this.entry.value = last.firstChild.textContent;
    this.drop(last);
    this.say(`${this.dataset.back} ${this.entry.value}`);
    return true;
  }
});
