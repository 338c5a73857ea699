// <desk-links>: what a section says of others: found by words of their titles, linked by a click, removed with Undo.

import { $, $$, changed, flash, make, notice, readOnly, say } from "./dom.js";
import { grow, links, remove, restore, set, takeIndex, value } from "./formset.js";
import { word } from "./words.js";

const WAIT = 200;

customElements.define("desk-links", class extends HTMLElement {
  connectedCallback() {
    if (this.list || readOnly()) return;
    this.list = $(".linked", this);
    this.found = $(".found", this);
    this.words = $("[type=search]", this);
    this.addEventListener("click", (event) => this.click(event));
    this.words.addEventListener("input", () => {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.find(), WAIT);
    });
    this.addEventListener("keydown", (event) => this.key(event));
  }

  get section() {
    return this.closest(".section");
  }

  click(event) {
    const button = event.target.closest("button");
    const row = button?.closest("li");
    const act = {
      link_find: () => this.find(),
      link_add: () => this.link(row),
      link_delete: () => this.delete(row),
    }[button?.name];
    if (!act) return;
    event.preventDefault();
    act();
  }

  /** Enter looks at once, arrows go through what was found, Escape puts it away. */
  key(event) {
    const { key, target } = event;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    const stops = [this.words, ...$$("button", this.found)];
    const at = stops.indexOf(target);
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || at < 0) return;
    if (key === "Enter" && target === this.words) this.find();
    else if (step && stops[at + step]) stops[at + step].focus();
    else if (key === "Escape" && (this.words.value || this.found.children.length)) this.clear();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  clear() {
    clearTimeout(this.waiting);
    this.asked = null;
    this.words.value = "";
    this.tell([]);
    this.words.focus();
  }

  async find() {
    clearTimeout(this.waiting);
    const term = this.words.value.trim();
    this.asked = term;
    if (!term) {
      this.tell([]);
      return;
    }
    const query = new URLSearchParams({ term, but: value(this.section, "id") });
    let results = null;
    try {
      const response = await fetch(`${this.dataset.url}?${query}`, { headers: { Accept: "application/json" } });
      if (response.ok && !response.redirected) results = (await response.json()).results;
    } catch { /* Told below. */ }
    if (this.asked !== term) return;
    this.tell(results || []);
    if (!results) this.note(word("linksFailed"));
    else if (results.length) say(word("linksFound", { number: results.length }));
    else this.note(word("noLinksFound"));
  }

  tell(results) {
    this.note("");
    this.found.replaceChildren(...results.map(({ id, title, where }) => {
      const button = make("button", { type: "submit", class: "quiet", name: "link_add", value: id }, word("link"),
        make("span", { class: "visually-hidden" }, ` ${title}`));
      return make("li", {}, make("span", { class: "to" }, title), " ", make("span", { class: "help" }, where), " ", button);
    }));
  }

  note(sentence) {
    $(":scope > .help", this)?.remove();
    if (!sentence) return;
    this.append(make("p", { class: "help" }, sentence));
    say(sentence);
  }

  /** Links what stands in a row of what was found. */
  link(found) {
    const other = $("button", found).value.split("-").at(-1);
    const title = $(".to", found).textContent;
    const there = $$(":scope > .linked-row", this.list).find((row) => row.dataset.other === other);
    const says = $(".find-link select", this).value;
    if (there && !there.hidden) {
      flash(there);
      say(word("linkThere", { title }));
    } else {
      if (there) restore(there);
      set(there || this.add({ other, title, where: $(".help", found).textContent }), "says", says);
      changed(this);
      say(word("linkAdded", { title }));
    }
    this.clear();
  }

  /** A new row; what is kept on the device knows of the other section only its key. */
  add({ other, title = `#${other}`, where = "" }) {
    const prefix = this.section.dataset.prefix;
    const places = {
      __prefix__: prefix.split("-")[1], __q__: takeIndex(`${prefix}-links`), __other__: other, __title__: title, __where__: where,
    };
    const row = grow("link-form", places);
    this.list.append(row);
    flash(row);
    changed(this);
    return row;
  }

  delete(row) {
    const sentence = word("linkRemoved", { title: $(".to", row).textContent });
    remove(row);
    changed(this);
    const next = links(this.section)[0];
    (next ? $("[name=link_delete]", next) : this.words).focus();
    notice("warning", sentence, { words: word("undo"), run: () => {
      restore(row);
      changed(this);
      $("select", row).focus();
    } });
    say(sentence);
  }
});
