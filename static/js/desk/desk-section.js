// <desk-section>: the fields of one section, and the keys between them.

import { $, $$ } from "./dom.js";
import { wrap } from "./desk-tools.js";
import { remember } from "./writer.js";
import { word } from "./words.js";

customElements.define("desk-section", class extends HTMLElement {
  connectedCallback() {
    if (this.row) return;
    this.row = this.closest(".section");
    this.addEventListener("keydown", (event) => this.key(event));
    $(".title", this).addEventListener("input", () => this.name());
    $(".fold", this.row).addEventListener("toggle", (event) => {
      if (event.target.open) remember($(".body", this));
    });
  }

  name() {
    $(".name", this.row).textContent = $(".title", this).value || word("newSection");
  }

  key(event) {
    const { key, target } = event;
    const command = event.ctrlKey || event.metaKey;
    if (event.isComposing) return;
    if (command && key === "Enter") this.next(target, event.shiftKey);
    else if (key === "Enter" && target.matches(".title")) $(".body", this).focus();
    else if (command && key.toLowerCase() === "b" && target.matches(".body")) wrap(target, "**");
    else if (command && key.toLowerCase() === "i" && target.matches(".body")) wrap(target, "*");
    else return;
    event.preventDefault();
  }

  /** On to body, takeaway, tags; from the last, or with Shift, to a new section. */
  next(from, atOnce) {
    const steps = $$("[data-step]", this);
    const index = steps.indexOf(from);
    if (atOnce || index === steps.length - 1) this.closest("desk-sections").add(this.row);
    else (steps[index + 1] || steps[0]).focus();
  }
});
