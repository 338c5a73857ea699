// The lines of a transcript, of which there may be twenty thousand: words and texts are read of a line when they are needed.

import { $, $$ } from "./dom.js";

const WORD = /\S+/g;
/** A clip over more lines than this is a slip of the key. */
export const MOST_LINES = 200;

/** Milliseconds; NaN, which is neither before nor after anything, in a transcript without times. */
const moment = (text) => (text ? Number(text) : NaN);

export class Lines {
  constructor(root) {
    this.rows = $$(".cue", root);
    this.index = new Map(this.rows.map((row, index) => [row, index]));
    this.starts = this.rows.map((row) => moment(row.dataset.start));
    this.ends = this.rows.map((row) => moment(row.dataset.end));
    this.read = new Map();
  }

  get length() {
    return this.rows.length;
  }

  at(element) {
    return this.index.get(element?.closest?.(".cue")) ?? -1;
  }

  text(line) {
    return $(".said", this.rows[line]).firstChild;
  }

  speaker(line) {
    return this.rows[line].parentElement.dataset.speaker || "";
  }

  /** [{from, to}] of the words of a line. */
  words(line) {
    if (!this.read.has(line)) {
      const data = this.text(line)?.data || "";
      this.read.set(line, [...data.matchAll(WORD)].map((match) => ({ from: match.index, to: match.index + match[0].length })));
    }
    return this.read.get(line);
  }

  first = (line) => ({ line, word: 0 });

  last = (line) => ({ line, word: Math.max(0, this.words(line).length - 1) });

  /** The word beside one, across lines; the same at the ends of the transcript. */
  beside(spot, step) {
    const word = spot.word + step;
    if (word >= 0 && word < this.words(spot.line).length) return { line: spot.line, word };
    const line = spot.line + step;
    if (line < 0 || line >= this.length) return spot;
    return step > 0 ? this.first(line) : this.last(line);
  }

  /** The word at an offset of a line's text: the one that holds it, or the next (the one before, for an end). */
  near(line, offset, end) {
    const words = this.words(line);
    const word = end ? words.findLastIndex((one) => one.from < offset) : words.findIndex((one) => one.to > offset);
    return word < 0 ? null : { line, word };
  }

  range(a, b) {
    const [lo, hi] = this.ordered(a, b);
    const [first, last] = [this.words(lo.line)[lo.word], this.words(hi.line)[hi.word]];
    if (!first || !last) return null;
    const range = new Range();
    range.setStart(this.text(lo.line), first.from);
    range.setEnd(this.text(hi.line), last.to);
    return range;
  }

  /** The same, a range a line: what is drawn leaves out the times and chips between. */
  ranges(a, b) {
    const [lo, hi] = this.ordered(a, b);
    const ranges = [];
    for (let line = lo.line; line <= hi.line; line += 1) {
      const from = line === lo.line ? lo : this.first(line);
      const to = line === hi.line ? hi : this.last(line);
      ranges.push(this.range(from, to));
    }
    return ranges.filter(Boolean);
  }

  ordered(a, b) {
    return a.line < b.line || (a.line === b.line && a.word <= b.word) ? [a, b] : [b, a];
  }

  /** What is heard from one word to another. Times lie within a line in proportion, rounded outward to the second. */
  picked(a, b) {
    const [lo, hi] = this.ordered(a, b);
    const part = ({ line }, words) => {
      const all = this.words(line).length || 1;
      return this.starts[line] + ((this.ends[line] - this.starts[line]) * words) / all;
    };
    const start = Math.max(this.starts[lo.line], Math.floor(part(lo, lo.word) / 1000) * 1000);
    const end = Math.min(this.ends[hi.line], Math.ceil(part(hi, hi.word + 1) / 1000) * 1000);
    const texts = [];
    for (let line = lo.line; line <= hi.line; line += 1) {
      const words = this.words(line);
      if (!words.length) continue;
      const from = words[line === lo.line ? lo.word : 0].from;
      const to = words[line === hi.line ? hi.word : words.length - 1].to;
      texts.push(this.text(line).data.slice(from, to).replace(/\s+/g, " "));
    }
    const span = Number.isNaN(start) ? { start: null, end: null } : { start, end };
    return { ...span, excerpt: texts.join(" "), speaker: this.speaker(lo.line) };
  }

  /** The first line that ends after a moment. */
  after(ms) {
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.ends[middle] > ms) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** [{line, from, to}] of every place where a text stands. */
  find(needle) {
    this.lower ??= this.rows.map((row, line) => (this.text(line)?.data || "").toLowerCase());
    const hits = [];
    this.lower.forEach((text, line) => {
      for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) {
        hits.push({ line, from: at, to: at + needle.length });
      }
    });
    return hits;
  }

  /** Where the words of a clip stand, as ranges; none where they are not said like this in its time. */
  said(clip) {
    const line = this.after(clip.start);
    const last = Math.min(this.length, this.after(clip.end - 1) + 1);
    const sought = clip.excerpt.split(/\s+/).filter(Boolean);
    if (!sought.length || last - line > MOST_LINES) return [];
    const spots = [];
    for (let one = line; one < last; one += 1) {
      this.words(one).forEach(({ from, to }, word) => spots.push({ line: one, word, text: this.text(one).data.slice(from, to) }));
    }
    const at = spots.findIndex((_, index) => sought.every((word, step) => spots[index + step]?.text === word));
    return at < 0 ? [] : this.ranges(spots[at], spots[at + sought.length - 1]);
  }
}
