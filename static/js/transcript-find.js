// <transcript-find>: finds words in the transcript, whatever their case and accents, also across two lines.
// The browser's own find does it where this is missing.

import { all, show } from "./transcript-lines.js";

const SHORTEST = 2;
const WAIT = 120;
/** So many matches are painted; all of them are counted, and any can be gone to. */
const MOST_PAINTED = 5000;

/** A text as it is compared: without accents, in lower case, with one kind of apostrophe. */
const fold = (text) => text.normalize("NFD").replace(/\p{M}+/gu, "").toLowerCase().replace(/[’‘ʼ]/g, "'");

customElements.define("transcript-find", class extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.whole = null;
    [this.field, this.output] = [this.querySelector("input"), this.querySelector("output")];
    this.matches = [];
    this.tell();
    this.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
    this.field.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.find(), WAIT);
    });
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("click", (event) => {
      const act = event.target.closest("button")?.dataset.do;
      if (act) this.step(act === "next" ? 1 : -1);
    });
  }

  key(event) {
    if (event.key === "Enter") this.step(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape" && this.field.value) {
      this.field.value = "";
      this.find();
    } else return;
    event.preventDefault();
  }

  /** All lines as one folded text, and where in it each line begins. */
  get text() {
    if (!this.whole) {
      this.starts = [];
      const parts = [];
      let length = 0;
      for (const { item } of all()) {
        this.starts.push(length);
        const folded = fold(item.querySelector("p").textContent);
        parts.push(folded);
        length += folded.length + 1;
      }
      this.whole = parts.join(" ");
    }
    return this.whole;
  }

  find() {
    clearTimeout(this.timer);
    const wanted = fold(this.field.value).trim().replace(/\s+/g, " ");
    this.wanted = wanted;
    this.matches = [];
    if (wanted.length >= SHORTEST) {
      for (let at = this.text.indexOf(wanted); at >= 0; at = this.text.indexOf(wanted, at + wanted.length)) this.matches.push(at);
    }
    this.paint("found", this.matches.slice(0, MOST_PAINTED));
    this.now = -1;
    if (this.matches.length) this.go(this.nearest());
    else this.tell();
  }

  /** The first match at or below the top of what is seen, so that typing does not throw the reader back. */
  nearest() {
    const lines = all();
    let [low, high] = [0, lines.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (lines[middle].item.getBoundingClientRect().bottom > 0) high = middle;
      else low = middle + 1;
    }
    const index = this.matches.findIndex((at) => at >= this.starts[low]);
    return index < 0 ? 0 : index;
  }

  step(by) {
    if (this.wanted === undefined || fold(this.field.value).trim().replace(/\s+/g, " ") !== this.wanted) return this.find();
    const { length } = this.matches;
    if (length) this.go((this.now + by + length) % length);
  }

  go(index) {
    this.now = index;
    this.paint("found-now", [this.matches[index]]);
    show(all()[this.lineOf(this.matches[index])].item);
    document.dispatchEvent(new Event("transcript:leave"));
    this.tell();
  }

  tell() {
    const { length } = this.matches;
    const count = this.dataset.count.replace("{n}", this.now + 1).replace("{all}", length);
    this.output.value = length ? count : (this.wanted ?? "").length >= SHORTEST ? this.dataset.none : "";
    for (const button of this.querySelectorAll("button")) button.disabled = !length;
  }

  lineOf(at) {
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle] <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Paints matches without changing the page; a browser that can't still leads to the line of each. */
  paint(name, matches) {
    if (!globalThis.CSS?.highlights) return;
    CSS.highlights.delete(name);
    if (matches.length) CSS.highlights.set(name, new Highlight(...matches.map((at) => this.range(at, at + this.wanted.length))));
  }

  range(from, to) {
    const [startContainer, startOffset] = this.point(from);
    const [endContainer, endOffset] = this.point(to);
    return new StaticRange({ startContainer, startOffset, endContainer, endOffset });
  }

  /** The text node and the offset in it where a place of the folded text stands. */
  point(at) {
    const line = this.lineOf(at === this.text.length ? at - 1 : at);
    const place = all()[line].item.querySelector("p");
    let offset = at - this.starts[line];
    if ((this.starts[line + 1] ?? this.whole.length + 1) - this.starts[line] - 1 !== place.textContent.length) {
      offset = unfolded(place.textContent, offset);
    }
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    let node = walker.nextNode();
    while (offset > node.length) {
      const next = walker.nextNode();
      if (!next) return [node, node.length];
      offset -= node.length;
      node = next;
    }
    return [node, offset];
  }
});

/** The offset in a text where so many signs of its folded form have passed. */
function unfolded(text, count) {
  let at = 0;
  for (const sign of text) {
    if (count <= 0 && fold(sign)) break;
    count -= fold(sign).length;
    at += sign.length;
  }
  return at;
}
