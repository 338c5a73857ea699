// The lines of the transcript on this page: when each begins, in milliseconds of the episode, and where it stands.

let [whole, lines] = [null, []];

/** [{start, item}], in the order of the page; `start` is NaN in a transcript without times. */
export function all() {
  // While something plays, another page may come in the place of this one.
  const here = document.querySelector("transcript-follow");
  if (here !== whole) {
    whole = here;
    lines = [...here.querySelectorAll(".cues > li")].map((item) => ({ start: startOf(item), item }));
  }
  return lines;
}

function startOf(item) {
  const time = item.querySelector(".time");
  if (!time) return NaN;
  const [text] = time.hash.slice(3).split(",");
  if (text.includes(":")) return fromClock(text);
  return Math.round(Number(text) * 1000) - Number(whole.dataset.offset);
}

/** Milliseconds of 1:02:03, 62:03 or 3723.5; NaN for anything else. */
export function fromClock(text) {
  if (!/^(\d+:){0,2}\d+(\.\d+)?$/.test(text)) return NaN;
  return Math.round(text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) * 1000);
}

/** The line that is heard at a time: the last that has begun; the first before that; undefined without times. */
export function at(ms) {
  const found = all();
  if (!found.length || Number.isNaN(found[0].start) || Number.isNaN(ms)) return undefined;
  let [low, high] = [0, found.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (found[middle].start <= ms) low = middle;
    else high = middle - 1;
  }
  return found[low];
}

const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** Brings a line to the middle of the window. */
export function show(item, { smooth = false } = {}) {
  item.scrollIntoView({ block: "center", behavior: smooth && !calm.matches ? "smooth" : "instant" });
}
