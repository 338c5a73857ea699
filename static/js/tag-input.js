// <tag-input>: a text field of names between commas, with tags as words and suggestions while typing.
// The field inside keeps the value that the form sends, whatever happens here: nothing typed is ever lost.
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
    if (this.field) return;
    this.field = this.querySelector("input");
    if (!this.field || this.field.disabled || this.field.readOnly) return;
    this.answers = new Map();
    this.offers = [];
    this.active = -1;
    this.build();
    this.read();
    this.listen();
  }

  build() {
    const id = this.field.id || this.field.name;
    this.entry = make("input", {
      type: "text", role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": `${id}-offers`, autocomplete: "off", spellcheck: "false",
    });
    // The label, the help text and the error now belong to what people type into.
    for (const name of ["id", "aria-describedby", "aria-invalid"]) {
      if (this.field.hasAttribute(name)) this.entry.setAttribute(name, this.field.getAttribute(name));
    }
    const hint = make("p", { id: `${id}-hint`, class: "tag-hint" }, this.dataset.hint);
    this.entry.setAttribute("aria-describedby", `${this.field.getAttribute("aria-describedby") || ""} ${hint.id}`.trim());
    this.field.removeAttribute("id");
    this.field.hidden = true;
    this.words = make("ul", { class: "tag-words", "aria-label": this.dataset.chosen });
    this.list = make("ul", { id: `${id}-offers`, class: "tag-offers", role: "listbox", "aria-label": this.dataset.offered });
    this.list.hidden = true;
    this.status = make("p", { class: "tag-status", role: "status" });
    this.box = make("div", { class: "tag-box" }, this.words, this.entry);
    this.append(this.box, this.list, hint, this.status);
  }

  listen() {
    this.entry.addEventListener("input", () => this.typed());
    this.entry.addEventListener("keydown", (event) => this.key(event));
    this.entry.addEventListener("blur", () => { this.finish(this.entry.value); this.close(); });
    this.box.addEventListener("click", (event) => { if (event.target === this.box || event.target === this.words) this.entry.focus(); });
    // A press on an offer must not take the focus, or the half-typed name would become a tag.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.take([...this.list.children].indexOf(option));
    });
    // The browser fills fields in again after "back", later than this element is made.
    addEventListener("pageshow", () => this.read());
  }

  read() {
    this.tags = this.field.value.split(",").map(clean).filter(Boolean);
    this.entry.value = "";
    this.draw();
  }

  draw() {
    this.words.replaceChildren(...this.tags.map((name, index) => {
      const button = make("button", { type: "button", "aria-label": `${this.dataset.remove} ${name}` }, "×");
      button.addEventListener("click", () => { this.remove(index); this.entry.focus(); });
      return make("li", {}, make("span", {}, name), button);
    }));
    this.words.hidden = !this.tags.length;
    this.keep();
  }

  keep() {
    this.field.value = [...this.tags, clean(this.entry.value)].filter(Boolean).join(", ");
  }

  say(text) {
    this.status.textContent = text;
  }

  /** Makes tags of what stands between commas. */
  finish(text) {
    const added = [];
    for (const name of text.split(",").map(clean).filter(Boolean)) {
      if (this.tags.some((tag) => sameName(tag, name))) continue;
      this.tags.push(name);
      added.push(name);
    }
    this.entry.value = "";
    this.draw();
    if (added.length) this.say(`${this.dataset.added} ${added.join(", ")}`);
  }

  remove(index) {
    const [name] = this.tags.splice(index, 1);
    this.draw();
    this.say(`${this.dataset.removed} ${name}`);
  }

  typed() {
    if (this.entry.value.includes(",")) {
      const parts = this.entry.value.split(",");
      const rest = parts.pop().trimStart();
      this.finish(parts.join(","));
      this.entry.value = rest;
    }
    this.keep();
    clearTimeout(this.timer);
    if (clean(this.entry.value)) this.timer = setTimeout(() => this.ask(), WAIT);
    else this.close();
  }

  async ask() {
    const typed = clean(this.entry.value);
    this.request?.abort();
    this.request = new AbortController();
    try {
      if (!this.answers.has(typed)) {
        const address = `${this.dataset.url}?${new URLSearchParams({ q: typed })}`;
        const response = await fetch(address, { signal: this.request.signal, headers: { Accept: "application/json" } });
        if (!response.ok || response.redirected) throw new Error(response.status);
        this.answers.set(typed, await response.json());
      }
      // What has been typed since then has asked for itself.
      if (clean(this.entry.value) === typed && document.activeElement === this.entry) this.offer(this.answers.get(typed));
    } catch (error) {
      if (error.name === "AbortError") return;
      this.close();
      this.say(this.dataset.unavailable);
    }
  }

  offer({ results, message }) {
    this.offers = results.filter((offer) => !this.tags.some((tag) => sameName(tag, offer.name)));
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
    if (!offer) return;
    this.finish(offer.name);
    this.close();
    this.entry.focus();
  }

  key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const open = !this.list.hidden;
    const handled = {
      ArrowDown: () => (open ? this.mark((this.active + 1) % this.offers.length) : this.ask()),
      ArrowUp: () => open && this.mark((this.active < 1 ? this.offers.length : this.active) - 1),
      Enter: () => this.enter(open),
      Escape: () => open && this.close(),
      Backspace: () => this.takeBack(),
    }[event.key];
    if (handled && handled() !== false) event.preventDefault();
  }

  /** With nothing typed Enter sends the form, as in any field: only then it is not handled here. */
  enter(open) {
    if (open) this.take(Math.max(this.active, 0));
    else if (clean(this.entry.value)) this.finish(this.entry.value);
    else return false;
    this.close();
    return true;
  }

  /** Backspace in an empty field turns the last tag back into text, so that a slip of the key is mended. */
  takeBack() {
    if (this.entry.value || !this.tags.length) return false;
    const name = this.tags.pop();
    this.draw();
    this.entry.value = name;
    this.keep();
    this.say(`${this.dataset.back} ${name}`);
    return true;
  }
});
