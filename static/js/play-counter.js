// Says that a moment was heard, once three seconds of it were. The server counts it once a visitor and day.

/** Milliseconds of sound. */
const HEARD = 3000;
const counted = new Set();
let clip = null;
let heard = 0;
let last = null;

document.addEventListener("podsite:moment", ({ detail }) => {
  clip = detail.state === "playing" && detail.clip && !counted.has(detail.clip) ? detail.clip : null;
  [heard, last] = [0, null];
});

document.addEventListener("podsite:time", ({ detail: { ms, playing } }) => {
  if (!clip || !playing) return;
  if (last !== null && ms > last && ms - last < 1500) heard += ms - last;
  last = ms;
  if (heard < HEARD) return;
  counted.add(clip);
  fetch(`/clips/${clip}/plays/`, { method: "POST", keepalive: true, credentials: "omit" }).catch(() => {});
  clip = null;
});
