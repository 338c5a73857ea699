// <desk-quotes>: the pull quotes of a section, and how each compares with the transcript.

import { $, changed, fill, flash, notice, say } from "./dom.js";
import { grow, quotes, remove, restore, set, takeIndex } from "./formset.js";
import { word } from "./words.js";

customElements.define("desk-quotes", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button?.name === "quote_add") $("textarea", this.add()).focus();
      else if (button?.name === "quote_delete") this.delete(button.closest(".quote"));
      else return;
      event.preventDefault();
    });
    this.addEventListener("input", (event) => this.unsure(event.target.closest(".quote")));
    document.addEventListener("desk:look", (event) => this.compare(event.detail.compare || {}));
  }

  get section() {
    return this.closest(".section");
  }

  add({ text = "", speaker = "", clip = "" } = {}) {
    const prefix = `${this.section.dataset.prefix}-quotes`;
    const index = takeIndex(prefix);
    const places = { __prefix__: this.section.dataset.prefix.split("-")[1], __q__: index, __number__: quotes(this.section).length + 1 };
    const row = grow("quote-form", places);
    $(".quotes", this).append(row);
    for (const [field, given] of Object.entries({ text, speaker, clip })) set(row, field, given);
    flash(row);
    changed(this);
    return row;
  }

  delete(row) {
    remove(row);
    changed(this);
    $("[name=quote_add]", this).focus();
    notice("warning", word("quoteRemoved"), { words: word("undo"), run: () => {
      restore(row);
      changed(this);
      $("textarea", row).focus();
    } });
    say(word("quoteRemoved"));
  }

  /** While one types, what was said of the quote is not true any more. */
  unsure(row) {
    if (row) this.mark(row, { name: "", words: "" });
  }

  compare(found) {
    for (const row of quotes(this.section)) {
      if (found[row.dataset.prefix]) this.mark(row, found[row.dataset.prefix]);
    }
  }

  mark(row, { name, words, html = "" }) {
    const place = $(".compare", row);
    place.dataset.compare = name;
    if (place.textContent !== words) place.textContent = words;
    const beside = $(".beside", row);
    // A button that has the focus stays until it is pressed or left.
    if (beside.contains(document.activeElement) || this.told?.get(row) === html) return;
    (this.told ??= new WeakMap()).set(row, html);
    fill(beside, html);
  }
});
