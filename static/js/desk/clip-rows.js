// What the rows of clips say: times, numbers, where each is used. One place for the transcript, the player and the list.

import { changed, flash } from "./dom.js";
import { clock, parseTime } from "./clock.js";
import { clipRows, grow, quotes, sections, set, takeIndex, value } from "./formset.js";

const MARKER = /(?<!\\)\[(\d{1,4}(?:\s*,\s*\d{1,4})*)\](?!\()/g;
const SAME = 0.8;

const time = (row, field) => { try { return parseTime(value(row, field)); } catch { return null; } };

/** {row, number, start, end, excerpt, speaker}: times in milliseconds, or null. */
export function read(row) {
  return {
    row, number: Number(row.dataset.number), start: time(row, "start"), end: time(row, "end"),
    excerpt: value(row, "excerpt"), speaker: value(row, "speaker"),
  };
}

export const clips = () => clipRows().map(read);
export const placed = () => clips().filter((clip) => clip.start != null && clip.end != null && clip.end > clip.start);
export const nextNumber = () => Math.max(0, ...[...document.querySelectorAll(".clips > .clip")].map((row) => Number(row.dataset.number))) + 1;

/** The clip that shares four fifths of the longer of it and the pick; of a pick without times, the one of its words. */
export function overlapping({ start, end, excerpt }) {
  if (start == null) return clips().find((clip) => clip.start == null && clip.excerpt === excerpt);
  return placed().find((clip) =>
    Math.min(clip.end, end) - Math.max(clip.start, start) >= SAME * Math.max(clip.end - clip.start, end - start));
}

/** The numbers that a text cites, in order, with repetitions. */
export function cited(text) {
  return [...text.matchAll(MARKER)].flatMap((match) => match[1].split(",").map(Number));
}

/** A text with its markers renumbered: numbers is a Map of old to new. */
export function renumbered(text, numbers) {
  return text.replace(MARKER, (marker) => marker.replace(/\d+/g, (one) => numbers.get(Number(one)) ?? one));
}

/** [{section, place, times}] of the sections that cite or quote a clip. */
export function uses(number) {
  return sections().map((section, index) => {
    const inQuotes = quotes(section).filter((quote) => Number(value(quote, "clip")) === number).length;
    return { section, place: index + 1, times: cited(value(section, "body")).filter((one) => one === number).length + inQuotes };
  }).filter((use) => use.times);
}

/** Makes a clip at the end of the list, with the number wanted if nobody has it. Times in milliseconds or null. */
export function addClip({ start = null, end = null, excerpt = "", speaker = "", wanted = 0 } = {}) {
  const free = wanted && !document.querySelector(`.clips > .clip[data-number="${wanted}"]`);
  const number = free ? wanted : nextNumber();
  const row = grow("clip-form", { __prefix__: takeIndex("clips"), __number__: number });
  document.querySelector(".clips").append(row);
  const texts = { start: start == null ? "" : clock(start), end: end == null ? "" : clock(end), excerpt, speaker };
  for (const [field, text] of Object.entries(texts)) set(row, field, text);
  row.querySelector(".heard .text").textContent = excerpt;
  flash(row);
  // Only its own list scrolls: the page stays where one writes.
  const list = row.parentElement;
  list.scrollTop = list.scrollHeight;
  changed(row);
  return read(row);
}
