// <desk-preview>: sends what is typed to the server a moment after the last key, and shows what it makes of it.

import { $, form, readOnly } from "./dom.js";
import { csrf } from "./csrf.js";
import { control, sections } from "./formset.js";
import { section } from "./writer.js";
import { show as showErrors } from "./errors.js";

const WAIT = 400;

customElements.define("desk-preview", class extends HTMLElement {
  connectedCallback() {
    form().addEventListener("input", (event) => event.target.form === form() && this.soon(event.target));
    form().addEventListener("desk:changed", (event) => this.soon(event.target));
    form().addEventListener("toggle", (event) => event.target.matches?.(".fold[open]") && this.opened(event.target), true);
    const toggle = $("#preview-toggle", this);
    toggle.hidden = false;
    toggle.addEventListener("click", () => {
      const off = document.body.classList.toggle("no-preview");
      toggle.setAttribute("aria-pressed", String(!off));
    });
  }

  /** Any change may change what the other sections look like: their previews are made anew when they are opened. */
  soon(where) {
    const changed = where.closest?.(".section");
    this.stale = new Set(sections());
    this.wanted = changed || this.wanted;
    this.plan();
  }

  opened(fold) {
    const row = fold.closest(".section");
    if (!this.stale?.has(row)) return;
    this.wanted = row;
    this.plan();
  }

  plan() {
    if (readOnly()) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), WAIT);
  }

  async look() {
    if (this.asking) {
      this.again = true;
      return;
    }
    const row = this.wanted?.isConnected && !this.wanted.hidden ? this.wanted : section();
    const data = new FormData(form());
    data.delete("csrfmiddlewaretoken");
    if (row) data.set("section", row.dataset.prefix);
    this.asking = true;
    try {
      const headers = { Accept: "application/json", "X-CSRFToken": csrf() };
      const response = await fetch(this.dataset.url, { method: "POST", body: data, headers });
      if (response.ok && !response.redirected && !this.again) this.show(await response.json(), row);
    } catch { /* Typing goes on; saving tells of a lost connection. */ } finally {
      this.asking = false;
    }
    if (this.again) {
      this.again = false;
      this.look();
    }
  }

  show(found, row) {
    this.stale?.delete(row);
    if (row && found.preview != null) $("desk-look", row).show(found.preview);
    // What is still empty is about to be written; only a save asks for it.
    const typed = Object.entries(found.errors || {}).filter(([name]) => control(name)?.value);
    showErrors(Object.fromEntries(typed), "look");
    document.dispatchEvent(new CustomEvent("desk:look", { detail: found }));
  }
});
