// <desk-look>: a section as it will be published: the public template and its stylesheets, apart from the admin's.

import { $, $$, fill, goTo } from "./dom.js";

customElements.define("desk-look", class extends HTMLElement {
  connectedCallback() {
    if (!this.root) this.build();
  }

  /** The server's page brings the shadow tree with it; a section that was just added gets one here. */
  build() {
    const given = $("template", this);
    this.root = this.shadowRoot || this.attachShadow({ mode: "open" });
    if (given && !this.root.firstChild) this.root.append(given.content.cloneNode(true));
    given?.remove();
    this.root.addEventListener("click", (event) => this.click(event));
    this.outward();
  }

  show(html) {
    fill($(".look", this.root), html);
    this.outward();
  }

  /** Links that leave the desk open beside it: what is typed here is not saved yet. */
  outward() {
    for (const link of $$("a[href]:not([href^='#'])", this.root)) {
      link.target = "_blank";
      link.rel = "noopener";
    }
  }

  click(event) {
    const link = event.target.closest("a");
    if (!link) return;
    const moment = /#t=([\d.]+)(?:,([\d.]+))?$/.exec(link.href);
    const player = $("desk-player");
    if (link.getAttribute("href").startsWith("#")) {
      event.preventDefault();
      goTo(document.getElementById(link.hash.slice(1)));
    } else if (moment && player) {
      event.preventDefault();
      player.follow(Number(moment[1]), moment[2] ? Number(moment[2]) : null);
    }
  }
});
