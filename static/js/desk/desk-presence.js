// <desk-presence>: who else has this desk open, and in which section. A hint, not a lock.

import { $, $$, form } from "./dom.js";
import { section } from "./writer.js";
import { value } from "./formset.js";
import { csrf } from "./csrf.js";

const EVERY = 15_000;

customElements.define("desk-presence", class extends HTMLElement {
  /** The page that has just come knows who is here. */
  connectedCallback() {
    this.timer = setTimeout(() => this.tick(), EVERY);
    document.addEventListener("visibilitychange", () => document.hidden || this.tick());
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  async tick() {
    clearTimeout(this.timer);
    if (document.hidden) return;
    try {
      const writing = form().contains(document.activeElement) && section();
      const pk = writing ? value(writing, "id") : "";
      const body = new URLSearchParams({ place: pk ? `section-${pk}` : "" });
      const headers = { Accept: "application/json", "X-CSRFToken": csrf() };
      const response = await fetch(this.dataset.url, { method: "POST", body, headers });
      if (response.ok && !response.redirected) this.show(await response.json());
    } catch { /* A hint that does not come is no loss; saving tells of a lost connection. */ }
    this.timer = setTimeout(() => this.tick(), EVERY);
  }

  show({ words, places = {} }) {
    $("#presence").hidden = !words;
    $("#presence-words").textContent = words || "";
    for (const row of $$(".sections > .section")) {
      $(".here", row).textContent = places[`section-${value(row, "id")}`] || "";
    }
  }
});
