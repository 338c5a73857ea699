// <time-field>: a time as people write it. A bad one stays as typed, with a sentence; "now" writes the player's place.

import { $, changed } from "./dom.js";
import { clock, exact, parseTime } from "./clock.js";
import { word } from "./words.js";

customElements.define("time-field", class extends HTMLElement {
  connectedCallback() {
    if (this.input) return;
    this.input = $("input", this);
    this.input.addEventListener("change", () => this.check());
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.check();
    });
    $(".now", this)?.addEventListener("click", () => this.now());
  }

  get errors() {
    return document.getElementById(`${this.input.id}-e`);
  }

  now() {
    this.input.value = clock($("desk-player").at);
    this.check();
    changed(this);
  }

  check() {
    try {
      const ms = parseTime(this.input.value, $("desk-player")?.duration);
      if (ms != null) this.input.value = exact(ms);
      this.say("");
      this.order();
    } catch (error) {
      this.say(error.message);
    }
  }

  /** Of a start and an end that both can be read, the end must be later. */
  order() {
    const [start, end] = this.closest(".clip").querySelectorAll("time-field");
    if (!end?.input) return;
    try {
      const [from, to] = [parseTime(start.input.value), parseTime(end.input.value)];
      if (from != null && to != null && to <= from) end.say(word("endFirst", { end: clock(to), start: clock(from) }));
      else if (end.ordered) end.say("");
      end.ordered = from != null && to != null && to <= from;
    } catch { /* The one that cannot be read has its own sentence. */ }
  }

  say(sentence) {
    const item = document.createElement("li");
    item.textContent = sentence;
    this.errors.replaceChildren(...(sentence ? [item] : []));
    if (sentence) this.input.setAttribute("aria-invalid", "true");
    else this.input.removeAttribute("aria-invalid");
  }
});
