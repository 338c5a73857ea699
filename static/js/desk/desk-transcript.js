// <desk-transcript>: what was said, to pick from. It is one tab stop; single letters work only while it has the focus.

import { $, $$, form, goTo, make, readOnly, say, target } from "./dom.js";
import { addClip, nextNumber, overlapping, placed } from "./clip-rows.js";
import { clock } from "./clock.js";
import { sections } from "./formset.js";
import { Lines, MOST_LINES } from "./lines.js";
import { focus as backToText, insert, section, target as body } from "./writer.js";
import { word } from "./words.js";

const SHOWN_HITS = 300;
const paint = (name, ranges) => CSS.highlights?.set(name, new Highlight(...ranges));

customElements.define("desk-transcript", class extends HTMLElement {
  connectedCallback() {
    this.scroller = $(".lines", this);
    if (!this.scroller) return;
    this.bar = $(".pick", this);
    for (const link of $$(".at, .chip", this.scroller)) link.tabIndex = -1;
    this.lines = new Lines(this);
    this.mayChange = !readOnly();
    this.scroller.tabIndex = -1;
    this.stop(0);
    this.listen();
    this.marks();
  }

  listen() {
    this.scroller.addEventListener("keydown", (event) => this.key(event));
    this.scroller.addEventListener("click", (event) => this.click(event));
    this.scroller.addEventListener("pointerdown", () => this.clear());
    this.scroller.addEventListener("pointerup", () => setTimeout(() => this.released()));
    this.scroller.addEventListener("scroll", () => this.range && this.place(), { passive: true });
    document.addEventListener("selectionchange", () => this.selected());
    document.addEventListener("desk:heard", (event) => this.heard(event.detail));
    this.bar.addEventListener("pointerdown", (event) => event.preventDefault());
    this.bar.addEventListener("click", (event) => this[event.target.closest("[data-do]")?.dataset.do]?.());
    $("#q").addEventListener("input", () => {
      cancelAnimationFrame(this.frame);
      this.frame = requestAnimationFrame(() => this.find());
    });
    $("#find").addEventListener("submit", (event) => {
      event.preventDefault();
      this.next();
    });
    form().addEventListener("desk:changed", () => this.marks());
    form().addEventListener("change", (event) => event.target.closest(".clip") && this.marks());
  }

  /** The one line that Tab reaches. */
  stop(line) {
    if (this.stopped) this.stopped.tabIndex = -1;
    this.stopped = this.lines.rows[line];
    if (this.stopped) this.stopped.tabIndex = 0;
  }

  click(event) {
    const [at, chip] = [event.target.closest(".at"), event.target.closest(".chip")];
    if (chip) {
      event.preventDefault();
      goTo(target(chip.hash));
    } else if (at && $("desk-player")) {
      event.preventDefault();
      this.play(this.lines.at(at));
    } else if (!this.range) {
      // A click without a drag makes its line the place of the keys.
      const line = this.lines.at(event.target);
      if (line >= 0) this.focusLine(line);
    }
  }

  play(line) {
    if (this.lines.starts[line] >= 0) $("desk-player")?.play(this.lines.starts[line]);
  }

  /** What the pointer selects, as whole words. */
  selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed || !this.scroller.contains(selection.anchorNode)) return;
    const range = selection.getRangeAt(0);
    const a = this.edge(range.startContainer, range.startOffset, false);
    const b = this.edge(range.endContainer, range.endOffset, true);
    const wrong = a && b && this.lines.ordered(a, b)[0] !== a && (a.line !== b.line || a.word !== b.word);
    if (a && b && !wrong) this.select(a, b, false);
  }

  edge(node, offset, end) {
    let line = this.lines.at(node.nodeType === Node.TEXT_NODE ? node.parentElement : node);
    const inText = line >= 0 && node === this.lines.text(line);
    if (inText) {
      const near = this.lines.near(line, offset, end);
      if (near) return near;
    }
    if (line < 0) {
      // Between lines: the name of a speaker, or the list itself.
      const beside = end ? node.childNodes?.[offset - 1] ?? node : node.childNodes?.[offset] ?? node;
      line = this.lines.rows.findIndex((row) => beside.compareDocumentPosition(row) & (Node.DOCUMENT_POSITION_FOLLOWING | Node.DOCUMENT_POSITION_CONTAINED_BY));
      if (line < 0) line = this.lines.length;
      if (end && !(beside.contains?.(this.lines.rows[line]))) line -= 1;
    } else if (end) line -= inText || !this.afterText(node, offset, line) ? 1 : 0;
    else if (inText || this.afterText(node, offset, line)) line += 1;
    if (line < 0 || line >= this.lines.length) return null;
    return end ? this.lines.last(line) : this.lines.first(line);
  }

  afterText(node, offset, line) {
    const spot = new Range();
    spot.setStart(node, offset);
    return spot.comparePoint(this.lines.text(line), this.lines.text(line).length) < 0;
  }

  released() {
    const selection = getSelection();
    if (!this.range || selection.isCollapsed) return;
    this.focusLine(this.a.line);
    selection.removeAllRanges();
    this.show();
  }

  focusLine(line, scroll = false) {
    this.stop(line);
    const row = this.lines.rows[line];
    row.focus({ preventScroll: true });
    if (scroll) row.scrollIntoView({ block: "nearest" });
  }

  select(a, b, focus = true) {
    const range = this.lines.range(a, b);
    if (!range) return;
    [this.a, this.b, this.range] = [a, b, range];
    paint("desk-picked", this.lines.ranges(a, b));
    if (focus) this.focusLine(b.line, true);
    this.show();
  }

  selectLine(line) {
    this.select(this.lines.first(line), this.lines.last(line));
  }

  clear() {
    this.range = null;
    CSS.highlights?.delete("desk-picked");
    this.bar.hidden = true;
  }

  show() {
    const pick = this.lines.picked(this.a, this.b);
    const same = overlapping(pick);
    $("#cite-words").textContent = word(same ? "citeAgain" : "cite", { number: same?.number ?? nextNumber() });
    $("#pick-span").textContent = pick.start == null ? word("untimed") : `${clock(pick.start)}–${clock(pick.end)}`;
    this.bar.hidden = !this.mayChange;
    this.place();
  }

  /** Above what is picked, or below where there is no room. On a narrow screen the style sheet fixes the bar. */
  place() {
    const [picked, box] = [this.range.getBoundingClientRect(), this.getBoundingClientRect()];
    const height = this.bar.offsetHeight;
    const above = picked.top - box.top - height - 6;
    const top = above > 44 ? above : Math.max(44, Math.min(picked.bottom - box.top + 6, box.height - height - 4));
    const along = getComputedStyle(this).direction === "rtl" ? box.right - picked.right : picked.left - box.left;
    this.bar.style.insetBlockStart = `${top}px`;
    this.bar.style.insetInlineStart = `${Math.max(0, Math.min(along, box.width - this.bar.offsetWidth - 8))}px`;
  }

  key(event) {
    const line = this.lines.at(document.activeElement);
    if (event.ctrlKey || event.metaKey || event.altKey || line < 0) return;
    const act = {
      ArrowDown: () => this.byLine(line, 1, event.shiftKey),
      ArrowUp: () => this.byLine(line, -1, event.shiftKey),
      ArrowRight: () => this.byWord(line, 1, event.shiftKey),
      ArrowLeft: () => this.byWord(line, -1, event.shiftKey),
      Home: () => this.selectLine(0),
      End: () => this.selectLine(this.lines.length - 1),
      c: () => this.use(line, "cite"),
      q: () => this.use(line, "quote"),
      " ": () => ($("desk-player")?.playing ? $("desk-player").toggle() : this.play(line)),
      "/": () => $("#q").focus(),
      Escape: () => this.leave(),
    }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  /** The first press picks the line itself. With Shift the pick grows by whole lines. */
  byLine(line, step, extend) {
    const to = Math.max(0, Math.min(this.lines.length - 1, this.range ? line + step : line));
    if (!extend || !this.range) this.selectLine(to);
    else if (to >= this.a.line) this.select(this.lines.first(this.a.line), this.lines.last(to));
    else this.select(this.lines.last(this.a.line), this.lines.first(to));
  }

  byWord(line, step, extend) {
    if (!this.range) this.select(this.lines.first(line), this.lines.first(line));
    else if (extend) this.select(this.a, this.lines.beside(this.b, step));
    else {
      const [lo, hi] = this.lines.ordered(this.a, this.b);
      const to = this.lines.beside(step > 0 ? hi : lo, step);
      this.select(to, to);
    }
  }

  use(line, how) {
    if (!this.mayChange) return;
    if (!this.range) this.selectLine(line);
    this[how]();
  }

  leave() {
    this.clear();
    backToText();
  }

  /** The clip of the pick: made, or the one that is there already. */
  clip() {
    const pick = this.lines.picked(this.a, this.b);
    const { number } = overlapping(pick) || addClip(pick);
    this.clear();
    return { number, ...pick };
  }

  /** Where nothing has been written yet, citing begins the first section. */
  ready() {
    if (!body()) $("desk-sections").add();
  }

  cite() {
    this.ready();
    const { number, start, end } = this.clip();
    insert(`[${number}]`);
    const place = sections().indexOf(section()) + 1;
    if (start == null) say(word("citedUntimed", { number, place }));
    else say(word("cited", { number, start: clock(start), end: clock(end), place }));
  }

  quote() {
    this.ready();
    const { number, excerpt, speaker } = this.clip();
    $("desk-quotes", section()).add({ text: excerpt, speaker, clip: number });
    say(word("quoted", { number, speaker, place: sections().indexOf(section()) + 1 }));
    backToText();
  }

  find() {
    this.frame = null;
    const needle = $("#q").value.trim().toLowerCase();
    this.hits = needle.length > 1 ? this.lines.find(needle) : [];
    this.hit = -1;
    const found = this.hits.length ? word("found", { number: this.hits.length }) : word("notFound");
    $("#found").textContent = needle.length > 1 ? found : "";
    this.paintHits(0);
    if (this.hits.length) this.lines.rows[this.hits[0].line].scrollIntoView({ block: "nearest" });
  }

  /** Only the matches around the present one are drawn. */
  paintHits(around) {
    const from = Math.max(0, around - SHOWN_HITS / 2);
    paint("desk-found", this.hits.slice(from, from + SHOWN_HITS).map(({ line, from: start, to }) => {
      const range = new Range();
      range.setStart(this.lines.text(line), start);
      range.setEnd(this.lines.text(line), to);
      return range;
    }));
  }

  /** Enter picks the line of the match, ready for C or Q. */
  next() {
    // Enter may be pressed before the last letters have been looked for.
    if (this.frame) {
      cancelAnimationFrame(this.frame);
      this.find();
    }
    if (!this.hits?.length) return;
    this.hit = (this.hit + 1) % this.hits.length;
    this.paintHits(this.hit);
    $("#found").textContent = word("hit", { number: this.hit + 1, all: this.hits.length });
    this.selectLine(this.hits[this.hit].line);
  }

  heard({ at, playing }) {
    const line = playing ? this.lines.after(at) : -1;
    const row = line >= 0 && this.lines.starts[line] <= at ? this.lines.rows[line] : null;
    if (row === this.current) return;
    this.current?.classList.remove("playing");
    row?.classList.add("playing");
    this.current = row;
  }

  /** A chip beside every line that a clip lies in, and its words marked. Only lines that change are touched. */
  marks() {
    const wanted = new Map();
    const ranges = [];
    for (const clip of placed()) {
      const first = this.lines.after(clip.start);
      for (let line = first; line < first + MOST_LINES && this.lines.starts[line] < clip.end; line += 1) {
        if (!wanted.has(line)) wanted.set(line, []);
        wanted.get(line).push(clip.number);
      }
      ranges.push(...this.lines.said(clip));
    }
    for (const [line, numbers] of wanted) if (this.marked?.get(line)?.join() !== numbers.join()) this.mark(line, numbers);
    for (const line of (this.marked || this.given()).keys()) if (!wanted.has(line)) this.mark(line, []);
    this.marked = wanted;
    paint("desk-cited", ranges);
  }

  given() {
    return new Map($$(".marks > .chip", this.scroller).map((chip) => [this.lines.at(chip), []]));
  }

  mark(line, numbers) {
    $(".marks", this.lines.rows[line]).replaceChildren(...numbers.slice(0, 3).map((number) =>
      make("a", { class: "chip", href: `#clip-${number}`, tabindex: -1, "aria-label": word("clipHere", { number }) }, String(number))));
  }
});
