// What a device remembers: where each episode was left, how fast and how loud. Where it may not, nothing is missed.

const MOST_PLACES = 50;

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(`podsite:${name}`));
  } catch {
    return null;
  }
}

function write(name, value) {
  try {
    localStorage.setItem(`podsite:${name}`, JSON.stringify(value));
  } catch {
    // No room, or not allowed.
  }
}

const number = (name, least, most, otherwise) => {
  const value = read(name);
  return typeof value === "number" && value >= least && value <= most ? value : otherwise;
};

const places = () => (Array.isArray(read("places")) ? read("places") : []);

export const speed = () => number("speed", 0.5, 3, 1);
export const volume = () => number("volume", 0, 1, 1);
export const keepSpeed = (value) => write("speed", value);
export const keepVolume = (value) => write("volume", value);
export const keysAreOff = () => read("keys") === false;
export const keepKeys = (on) => write("keys", on);

/** Milliseconds into the episode of a key; 0 from the beginning. */
export const placeOf = (key) => Number(places().find(([one]) => one === key)?.[1]) || 0;

/** The place last left comes first; 0 forgets it. */
export function keepPlace(key, ms) {
  if (!key) return;
  const others = places().filter(([one]) => one !== key);
  write("places", (ms > 0 ? [[key, Math.round(ms)], ...others] : others).slice(0, MOST_PLACES));
}
