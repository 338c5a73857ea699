// <desk-related>: episodes that an editor puts beside this one: accepted by a click, ordered, removed.

import { $, $$, changed, say } from "./dom.js";
import { grow, relatedRows, remove, restore, set, takeIndex } from "./formset.js";
import { word } from "./words.js";

customElements.define("desk-related", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      const row = button?.closest("li");
      const act = {
        related_add: () => this.add(row),
        related_up: () => this.up(row, button),
        related_remove: () => this.remove(row),
      }[button?.name];
      if (!act) return;
      event.preventDefault();
      act();
    });
    this.count();
  }

  add(suggested) {
    const { episode } = suggested.dataset;
    const title = $(".title", suggested).textContent;
    const before = $$(".chosen > li", this).find((row) => row.dataset.episode === episode);
    const row = before || grow("related-form", {
      __prefix__: takeIndex("related"), __episode__: episode, __title__: title, __why__: $(".help", suggested).textContent,
    });
    if (before) restore(before);
    $(".chosen", this).append(row);
    suggested.hidden = true;
    this.done(word("relatedAdded", { title }));
    ($(".suggested > li:not([hidden]) button", this) || $("[name=related_remove]", row)).focus();
  }

  up(row, button) {
    const rows = relatedRows();
    const before = rows[rows.indexOf(row) - 1];
    if (before) before.before(row);
    this.done(word("relatedMoved", { title: $(".title", row).textContent, place: rows.indexOf(before) + 1 || 1 }));
    button.focus();
  }

  remove(row) {
    remove(row);
    const suggested = $$(".suggested > li", this).find((one) => one.dataset.episode === row.dataset.episode);
    if (suggested) suggested.hidden = false;
    this.done(word("relatedRemoved", { title: $(".title", row).textContent }));
    const next = relatedRows()[0];
    (next ? $("[name=related_remove]", next) : $("summary", this)).focus();
  }

  done(sentence) {
    this.count();
    changed(this);
    say(sentence);
  }

  count() {
    relatedRows().forEach((row, index) => set(row, "ORDER", index + 1));
  }
});
