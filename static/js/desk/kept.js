// Copies of what is typed, on this device. Every open tab of an episode has a copy of its own, and a lock that says
// that it is alive; a copy without a living tab was left by a crash, and is offered back.

import { form } from "./dom.js";

const base = () => `podsite-desk:${form().dataset.episode}`;
const left = (key) => key.startsWith(`${base()}:left:`);
const hold = (name) => new Promise((taken) => {
  navigator.locks.request(name, { ifAvailable: true }, (lock) => {
    taken(Boolean(lock));
    return lock ? new Promise(() => {}) : undefined;
  }).catch(() => taken(false));
});

let slot = null;

/** Takes a key that no other tab uses. Without locks (an insecure address) it is made for this tab. */
export async function claim() {
  if (!navigator.locks) {
    slot = `${base()}:${Date.now().toString(36)}`;
    return;
  }
  for (let tab = 1; !slot; tab += 1) {
    const name = tab === 1 ? base() : `${base()}:${tab}`;
    if (await hold(name)) slot = name;
  }
}

/** Keeps {version, at, fields}; false where the device refuses, because it is full or keeps nothing. */
export function keep(version, fields) {
  try {
    localStorage.setItem(slot || base(), JSON.stringify({ version, at: Date.now(), fields }));
    return true;
  } catch {
    return false;
  }
}

export function drop(key = slot || base()) {
  try { localStorage.removeItem(key); } catch { /* Nothing could be kept either. */ }
}

/**
 * [{key, version, at, fields}] of copies that no living tab writes, the newest first, put aside under names of their own.
 * At `first` the tab's own key holds what was left there before it came; later it holds what the tab itself has kept.
 */
export async function abandoned(first) {
  try {
    const alive = new Set(navigator.locks ? (await navigator.locks.query()).held.map((lock) => lock.name) : []);
    const keys = Object.keys(localStorage).filter((key) => key === base() || key.startsWith(`${base()}:`));
    const found = keys.filter((key) => left(key) || (key === slot ? first : !alive.has(key))).map(aside).filter(Boolean);
    return found.sort((a, b) => b.at - a.at);
  } catch {
    return [];
  }
}

/** Typing goes on under the tab's own key, so what was found there needs another. */
function aside(key) {
  const text = localStorage.getItem(key);
  try {
    const copy = JSON.parse(text);
    if (!Array.isArray(copy.fields)) throw new Error(key);
    if (left(key)) return { ...copy, key };
    const name = `${base()}:left:${copy.at}`;
    localStorage.removeItem(key);
    localStorage.setItem(name, text);
    return { ...copy, key: name };
  } catch {
    localStorage.removeItem(key);
    return null;
  }
}
