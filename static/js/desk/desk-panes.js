// <desk-panes>: on a narrow screen the transcript, the clips and the sections are three tabs.

import { $, $$ } from "./dom.js";

customElements.define("desk-panes", class extends HTMLElement {
  connectedCallback() {
    document.addEventListener("desk:pane", (event) => this.show(event.detail));
    document.addEventListener("desk:counts", () => this.count());
    this.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link) return;
      event.preventDefault();
      this.show(link.hash.slice(1));
      scrollTo({ top: Math.min(scrollY, this.offsetTop) });
    });
    this.show("write");
    // Once the head of the page is out of sight, the left side takes the whole height.
    const seen = ([entry]) => document.body.classList.toggle("stuck", !entry.isIntersecting);
    new IntersectionObserver(seen).observe($(".breadcrumbs"));
  }

  show(name) {
    $("#columns").dataset.pane = name;
    for (const link of $$("a", this)) {
      if (link.hash === `#${name}`) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  count() {
    const many = (rows) => $$(`${rows}:not([hidden])`).length;
    $("[href='#clips'] .n", this).textContent = $("#clips summary .n").textContent = many(".clips > .clip");
    $("[href='#write'] .n", this).textContent = many(".sections > .section");
  }
});
