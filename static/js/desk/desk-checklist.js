// <desk-checklist>: what is left to do before publishing. Each line leads to its field.

import { $, $$, fill, goTo, target } from "./dom.js";

customElements.define("desk-checklist", class extends HTMLElement {
  connectedCallback() {
    this.sheet = $("#checklist");
    this.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link?.hash) return;
      const place = target(link.hash);
      if (!place) return;
      event.preventDefault();
      this.sheet.hidePopover();
      goTo(place);
    });
    document.addEventListener("desk:look", (event) => this.read(event.detail));
    document.addEventListener("desk:saved", (event) => this.read(event.detail));
    if (this.sheet.hasAttribute("data-open")) this.open();
  }

  /** {fragments: {checklist}, checks: {errors, warnings, words}} */
  read({ fragments, checks }) {
    if (fragments?.checklist != null && !this.contains(document.activeElement)) this.fill(fragments.checklist);
    if (!checks) return;
    const button = $(".checks");
    button.classList.toggle("clear", !checks.errors && !checks.warnings);
    button.classList.toggle("clear-ish", !checks.errors && Boolean(checks.warnings));
    $("#checks-words").textContent = checks.words;
    const publish = $("#publish-now");
    if (publish) publish.disabled = Boolean(checks.errors);
  }

  /** A section that was not to be published with the episode stays so. */
  fill(html) {
    const without = new Set($$("[name=with]:not(:checked)", this).map((box) => box.value));
    fill($("#problems"), html);
    for (const box of $$("[name=with]", this)) box.checked = !without.has(box.value);
  }

  /** On the first error or, when clear, on Publish now. */
  open() {
    if (!this.sheet.matches(":popover-open")) this.sheet.showPopover({ source: $(".checks") });
    const publish = $("#publish-now");
    (publish && !publish.disabled ? publish : $(".bad a", this) || $("a", this))?.focus();
  }
});
