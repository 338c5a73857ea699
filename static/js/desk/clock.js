// Times: what people type, in milliseconds, and back. The server reads the same forms (episodes/text/timecodes.py).

import { word } from "./words.js";

const CLOCK = /^(?:(\d{1,3}):)?(\d{1,4}):(\d{1,2}(?:[.,]\d{1,3})?)$/;
const SECONDS = /^\d{1,6}(?:[.,]\d{1,3})?$/;
const UNITS = /^(?:(\d{1,3})\s*h)?\s*(?:(\d{1,4})\s*m(?:in)?)?\s*(?:(\d{1,6}(?:[.,]\d{1,3})?)\s*s)?$/i;
const LONGEST = 100 * 3_600_000;

const number = (text) => Number((text || "0").replace(",", "."));

/** Milliseconds of 1:02:03, 62:03, 3723, 1h2m3s or 2:05.5; null of nothing. Throws an Error that is a sentence. */
export function parseTime(text, duration = 0) {
  const typed = text.trim();
  if (!typed) return null;
  let match, hours, minutes, seconds;
  if ((match = CLOCK.exec(typed))) {
    [, hours, minutes, seconds] = match;
    if (number(seconds) >= 60) throw new Error(word("tooManySeconds", { typed, seconds }));
    if (hours && Number(minutes) >= 60) throw new Error(word("tooManyMinutes", { typed, minutes }));
  } else if (SECONDS.test(typed)) seconds = typed;
  else if ((match = UNITS.exec(typed))) [, hours, minutes, seconds] = match;
  else throw new Error(word("noTime", { typed: typed.slice(0, 40) }));
  const ms = (Number(hours || 0) * 3600 + Number(minutes || 0) * 60) * 1000 + Math.round(number(seconds) * 1000);
  if (ms > LONGEST) throw new Error(word("tooLong", { typed }));
  if (duration && ms > duration) throw new Error(word("afterTheEnd", { time: clock(ms), end: clock(duration) }));
  return ms;
}

/** 4:12 or 1:02:14: whole seconds, as on a player. */
export function clock(ms) {
  const all = Math.floor(ms / 1000);
  const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  const two = (part) => String(part).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** Like clock(), with the milliseconds where there are any, so that saving it again changes nothing. */
export function exact(ms) {
  const rest = Math.round(ms) % 1000;
  return clock(ms) + (rest ? `.${String(rest).padStart(3, "0")}`.replace(/0+$/, "") : "");
}

/** 14:02, as the reader's own clock says it. */
export function timeOfDay(moment = new Date()) {
  return `${String(moment.getHours()).padStart(2, "0")}:${String(moment.getMinutes()).padStart(2, "0")}`;
}
