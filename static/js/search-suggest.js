// <search-suggest>: tags, people and episodes that begin as what is typed, in a list below the field.
// Each is a link. Enter without a choice sends the form, as it does without this script.
// Keyboard and roles follow the ARIA 1.2 combobox: a list box, list autocomplete, selection by hand.

const WAIT = 150;
const answers = new Map();
let sheet;

const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};
const clean = (text) => text.trim().replace(/\s+/g, " ");

/** Brings the style sheet, once; it stays when the player turns pages. */
function bring(href) {
  sheet ??= document.head.appendChild(make("link", { rel: "stylesheet", href, "data-player": "" }));
}

customElements.define("search-suggest", class extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input[type=search]");
    if (!this.field || this.list) return;
    bring(this.dataset.css);
    const id = `${this.field.id}-offers`;
    this.list = make("ul", { id, class: "offers", role: "listbox", "aria-label": this.field.labels[0].textContent });
    this.list.hidden = true;
    this.status = make("p", { class: "out-of-sight", role: "status" });
    this.append(this.list, this.status);
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id };
    for (const [name, value] of Object.entries(attributes)) this.field.setAttribute(name, value);
    this.mark(-1);
    this.listen();
    // Somebody may have typed before this script came.
    if (this.field.value !== this.field.defaultValue) this.typed();
  }

  disconnectedCallback() {
    this.close();
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  listen() {
    this.field.addEventListener("input", (event) => !event.isComposing && this.typed());
    this.field.addEventListener("compositionend", () => this.typed());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("blur", () => this.close());
    this.field.form.addEventListener("submit", () => this.close());
    // A press in the list leaves the focus in the field, or the list would go before the press is over.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", () => setTimeout(() => this.close()));
  }

  typed() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.mark(-1);
    if (clean(this.field.value)) this.timer = setTimeout(() => this.ask(), WAIT);
    else this.close();
  }

  async ask() {
    const typed = clean(this.field.value);
    if (!typed) return;
    this.request?.abort();
    this.request = new AbortController();
    try {
      const found = answers.get(typed) ?? await this.fetch(typed, this.request.signal);
      answers.set(typed, found);
      // What has been typed since then has asked for itself.
      if (clean(this.field.value) === typed && document.activeElement === this.field) this.offer(found);
    } catch (error) {
      if (error.name !== "AbortError") this.close(); // Suggestions are only a help.
    }
  }

  async fetch(typed, signal) {
    const url = new URL("suggest/", this.field.form.action);
    url.search = new URLSearchParams({ q: typed });
    const response = await fetch(url, { signal, headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(response.status);
    return response.json();
  }

  offer({ said, suggestions }) {
    this.list.replaceChildren(...suggestions.map(({ kind, title, alias, url }, index) => {
      const name = make("span", {}, title);
      if (alias) name.append(" ", make("small", {}, alias));
      const option = make("a", {
        role: "option", id: `${this.list.id}-${index}`, href: url, tabindex: "-1", "aria-selected": "false",
      }, name, " ", make("small", {}, kind));
      return make("li", { role: "presentation" }, option);
    }));
    this.show(suggestions.length > 0);
    this.status.textContent = said;
  }

  show(isOpen) {
    this.list.hidden = !isOpen;
    this.field.setAttribute("aria-expanded", String(isOpen));
    this.mark(-1);
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.show(false);
    this.status.textContent = "";
  }

  mark(index) {
    this.active = index;
    this.options.forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    const option = this.options[index];
    if (!option) return this.field.removeAttribute("aria-activedescendant");
    this.field.setAttribute("aria-activedescendant", option.id);
    return option.scrollIntoView({ block: "nearest" });
  }

  move(step) {
    const count = this.options.length;
    if (this.list.hidden) this.ask();
    else this.mark(this.active < 0 ? (step > 0 ? 0 : count - 1) : (this.active + step + count) % count);
  }

  key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const isOpen = !this.list.hidden;
    const act = {
      ArrowDown: () => this.move(1),
      ArrowUp: () => isOpen && this.move(-1),
      Enter: () => isOpen && this.active >= 0 && this.options[this.active].click(),
      Escape: () => isOpen && this.close(),
      // The caret goes there by itself, and what is typed counts again.
      Home: () => { this.mark(-1); return false; },
      End: () => { this.mark(-1); return false; },
    }[event.key];
    if (act && act() !== false) event.preventDefault();
  }
});
