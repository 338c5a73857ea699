// <desk-tools>: bold, italic, link, list and [n] for the body. One tab stop; the arrows go from button to button.

import { $$ } from "./dom.js";
import { clips } from "./clip-rows.js";
import { type } from "./writer.js";
import { word } from "./words.js";

/** Puts a mark on both sides of the selection, and keeps it selected. */
export function wrap(field, mark) {
  const [from, to] = [field.selectionStart, field.selectionEnd];
  const words = field.value.slice(from, to);
  type(field, mark + words + mark);
  field.setSelectionRange(from + mark.length, from + mark.length + words.length);
}

customElements.define("desk-tools", class extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    const buttons = $$("button", this);
    buttons.forEach((button, index) => { button.tabIndex = index ? -1 : 0; });
    this.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const next = buttons.at((buttons.indexOf(event.target) + step) % buttons.length);
      for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
      next.focus();
    });
    // The text keeps its selection.
    this.addEventListener("pointerdown", (event) => event.preventDefault());
    this.addEventListener("click", (event) => this[event.target.closest("button")?.dataset.do]?.());
  }

  get body() {
    return document.getElementById(this.getAttribute("aria-controls"));
  }

  bold() {
    wrap(this.body, "**");
  }

  italic() {
    wrap(this.body, "*");
  }

  link() {
    const { selectionStart: from, selectionEnd: to, value } = this.body;
    const words = value.slice(from, to) || word("linkWords");
    type(this.body, `[${words}](https://)`);
    const end = this.body.selectionStart - 1;
    this.body.setSelectionRange(end, end);
  }

  list() {
    const { selectionStart: from, selectionEnd: to, value } = this.body;
    const lines = value.slice(from, to).split("\n").map((line) => `- ${line}`).join("\n");
    type(this.body, (from && value[from - 1] !== "\n" ? "\n\n" : "") + lines);
  }

  cite() {
    const last = clips().at(-1);
    if (last) type(this.body, `[${last.number}]`);
  }
});
