// <desk-conflict>: both versions of what two people have changed, field by field. Nothing typed is lost meanwhile.

import { $, fill, notice } from "./dom.js";
import { word } from "./words.js";

customElements.define("desk-conflict", class extends HTMLElement {
  connectedCallback() {
    this.panel = $("#conflict", this);
    document.addEventListener("desk:conflict", (event) => this.open(event.detail));
    document.addEventListener("desk:saved", () => this.close());
    this.addEventListener("click", (event) => event.target.closest("[data-do=later]") && this.later());
    if (!this.panel.hidden) this.reveal();
  }

  open(html) {
    fill(this.panel, html);
    this.reveal();
  }

  reveal() {
    this.panel.hidden = false;
    this.waiting?.drop();
    document.body.classList.add("in-conflict");
    this.panel.focus();
    this.panel.scrollIntoView({ block: "start" });
  }

  close() {
    this.panel.hidden = true;
    this.waiting?.drop();
    document.body.classList.remove("in-conflict");
  }

  later() {
    this.close();
    this.waiting = notice("warning", word("conflictWaits"), { words: word("decideNow"), run: () => this.reveal() });
  }
});
