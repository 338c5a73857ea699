// Times as a player shows them: 4:12 or 1:02:03. The server writes the same (episodes/text/timecodes.py).

/** Whole seconds of milliseconds. */
export function clock(ms) {
  const all = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  const two = (part) => String(part).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** Milliseconds of #t=1:02:03, #t=62:03 or #t=3723; null of any other fragment. */
export function timeInHash(hash) {
  const typed = /^#t=(\d{1,6}(?::\d{1,4}){0,2})$/.exec(hash)?.[1];
  return typed ? typed.split(":").reduce((seconds, part) => seconds * 60 + Number(part), 0) * 1000 : null;
}
