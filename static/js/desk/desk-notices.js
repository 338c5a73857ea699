// <desk-notices>: what has happened, in one sentence each, with what can be done about it.

import { $, make } from "./dom.js";

customElements.define("desk-notices", class extends HTMLElement {
  connectedCallback() {
    this.list = $("ul", this);
    document.addEventListener("desk:notice", (event) => this.show(event.detail));
  }

  show(detail) {
    const item = make("li", { class: detail.kind }, detail.text);
    for (const act of detail.acts) item.append(this.act(item, act));
    this.list.append(item);
    this.list.hidden = false;
    item.drop = () => this.drop(item);
    detail.item = item;
  }

  /** A link where there is an address, else a button; both take the notice away, unless it is to stay. */
  act(item, { words, run, href, stay = Boolean(href) }) {
    const attributes = href ? { href, target: "_blank", rel: "noopener" } : { type: "button" };
    const element = make(href ? "a" : "button", { class: "link", ...attributes }, words);
    element.addEventListener("click", () => {
      if (!stay) this.drop(item);
      run?.();
    });
    return element;
  }

  drop(item) {
    item.remove();
    this.list.hidden = !this.list.children.length;
  }
});
