// Whatever leads to a moment of audio plays it in the bar at the foot, which is fetched when it is first wanted.
// Without this a chip leads to the row of its clip, whose play link the browser plays by itself.

import { clock, timeInHash } from "./clock.js";

const parts = () => document.getElementById("player-parts");
const canHear = () => player || parts();
const here = () => document.querySelector("listen-here[data-audio]");
let making, drawing, player, words, playing;

/** Fetches and makes the bar, once. Resolves to nothing where that fails: then links lead where they lead. */
function ready() {
  words ??= { ...parts().dataset };
  making ??= Promise.all([import("./player.js"), drawn(), import("./play-counter.js")])
    .then(([{ makePlayer }]) => (player = makePlayer(parts(), words, document.querySelector("listen-here audio"))))
    .catch(() => (making = null));
  return making;
}

/** Resolves when the style sheet of the bar and the card is there. */
function drawn() {
  drawing ??= new Promise((done) => {
    const sheet = document.createElement("link");
    Object.assign(sheet, { rel: "stylesheet", href: parts().dataset.css, onload: done, onerror: done });
    sheet.dataset.player = "";
    document.head.append(sheet);
  });
  return drawing;
}

/** What the player is told of an episode: the page of `link`, which is one of several episodes, knows no more of it. */
function episodeOf(audio, link) {
  const listen = [...document.querySelectorAll("listen-here[data-audio]")].find((one) => one.dataset.audio === audio);
  if (listen) return { ...listen.dataset, hue: document.documentElement.className };
  return { audio, url: link?.dataset.episode, ...(link?.dataset.offset && { offset: link.dataset.offset }) };
}

/** The moment that a link leads to, or null: its times are milliseconds of the episode, `endMs` null where it has none. */
function momentOf(link) {
  const to = link.getAttribute("href") ?? "";
  if (to.startsWith("#clip-")) {
    const play = document.getElementById(to.slice(1))?.querySelector("a.play");
    return play ? momentOf(play) : null;
  }
  const [href, audio, start, end] = /^(.+)#t=([\d.]+)(?:,([\d.]+))?$/.exec(link.href) ?? [];
  if (!href || !(link.matches(".play") || here()?.dataset.audio === audio)) return null;
  return moment(episodeOf(audio, link), Number(start) * 1000, end ? Number(end) * 1000 : null, href, link);
}

function moment(episode, fromMs, toMs, href, link) {
  const offset = Number(episode.offset ?? 0);
  const title = rowOf(href, link)?.querySelector("h3, .moment-name")?.textContent ?? "";
  const clip = Number(link?.dataset.clip) || null;
  // A line of a transcript has no end: it lasts until the next one.
  const next = toMs === null && link?.closest(".cues > li")?.nextElementSibling?.querySelector("a[href*='#t=']");
  const untilMs = next ? Number(next.hash.slice(3).split(",")[0]) * 1000 - offset : Infinity;
  return { episode, href, startMs: fromMs - offset, endMs: toMs === null ? null : toMs - offset, untilMs, clip, title };
}

/** The row of the clip list that plays the same moment, else what stands around the link. */
function rowOf(href, link) {
  const play = [...document.querySelectorAll(".clip-list a.play")].find((one) => one.href === href);
  return (play ?? link)?.closest("li, figure, header");
}

async function hear(moment) {
  if (await ready()) player.take(moment);
  else location.assign(moment.href);
}

const linkAt = (event) => event.target.closest?.("a[href]");
const isPlain = (event) => event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);

document.addEventListener("click", (event) => {
  const found = linkAt(event) && isPlain(event) && !event.defaultPrevented && canHear() && momentOf(linkAt(event));
  if (!found) return;
  event.preventDefault();
  hear(found);
});

let near; // The link that somebody comes near, until it is pressed: a card that comes later than that is not shown.

// Before a link is pressed, a card shows what it leads to; the bar comes while the finger is still down.
for (const type of ["pointerover", "pointerdown", "focusin"]) {
  document.addEventListener(type, async (event) => {
    const link = linkAt(event);
    const found = link && canHear() && momentOf(link);
    if (!found) return;
    if (type === "pointerdown") ready();
    near = link;
    const [{ meet }] = await Promise.all([import("./moment-card.js"), drawn()]);
    if (near === link) meet(type, event, link, { ...found, row: rowOf(found.href, link) });
  });
}
for (const type of ["pointerup", "pointercancel", "click"]) document.addEventListener(type, () => (near = null), true);
document.addEventListener("contextmenu", (event) => {
  if (event.pointerType === "touch" && linkAt(event) && momentOf(linkAt(event))) event.preventDefault();
});

/** Shows on every link to the moment that plays, and on no other, that it plays. */
function mark() {
  for (const link of document.querySelectorAll("a.is-playing")) {
    link.classList.remove("is-playing");
    if (link.dataset.label) link.setAttribute("aria-label", link.dataset.label);
    else link.removeAttribute("aria-label");
    delete link.dataset.label;
  }
  if (!playing) return;
  for (const link of document.querySelectorAll("a[href*='#t='], a[href^='#clip-']")) {
    // A transcript has 20,000 links with a time: their addresses tell as much.
    if ((link.getAttribute("href").startsWith("#clip-") ? momentOf(link)?.href : link.href) !== playing) continue;
    link.classList.add("is-playing");
    const name = link.getAttribute("aria-label");
    if (name) link.dataset.label = name;
    link.setAttribute("aria-label", `${name ?? (link.querySelector("title") ?? link).textContent.trim()}. ${words.playing}`);
  }
}

document.addEventListener("podsite:moment", ({ detail }) => {
  playing = detail.state === "playing" ? detail.href : null;
  mark();
});
document.addEventListener("podsite:page", mark);
document.addEventListener("podsite:play", ({ detail: { startMs, endMs } }) => {
  const episode = here() ? episodeOf(here().dataset.audio) : player?.episode;
  if (!episode) return;
  const offset = Number(episode.offset ?? 0);
  const [from, to] = [startMs + offset, endMs == null ? null : endMs + offset];
  hear(moment(episode, from, to, `${episode.audio}#t=${[from, to].filter((ms) => ms !== null).map((ms) => ms / 1000)}`));
});

/** The place where somebody stopped listening, in milliseconds; 0 where nothing is kept. */
function place(key) {
  try {
    return new Map(JSON.parse(localStorage.getItem("podsite:places"))).get(key) ?? 0;
  } catch {
    return 0;
  }
}

// <listen-here>: the page's own audio element, and what the bar is told. It hands over to the bar by a button.
class ListenHere extends HTMLElement {
  connectedCallback() {
    const [audio, button] = [this.querySelector("audio"), this.querySelector("button")];
    if (!audio || !button || !parts()) return;
    const [, source, fragment] = /^(.*?)(#t=.*)?$/.exec(audio.src);
    this.dataset.audio = source;
    if (player) audio.remove();
    if (!audio.paused) return; // Somebody was quicker than this script.
    audio.hidden = true;
    button.hidden = false;
    const label = button.textContent;
    const paint = (isPlaying) => {
      const left = fragment ? 0 : place(this.dataset.episode);
      button.classList.toggle("is-playing", isPlaying);
      if (isPlaying) button.textContent = words.pause;
      else button.textContent = left ? button.dataset.continue.replace("{time}", clock(left)) : label;
    };
    paint(false);
    this.follow = ({ detail }) => {
      const isPlaying = detail.playing && detail.episode === this.dataset.episode;
      if (isPlaying !== button.classList.contains("is-playing")) paint(isPlaying);
    };
    document.addEventListener("podsite:time", this.follow);
    button.addEventListener("click", async () => {
      if (button.classList.contains("is-playing")) player.audio.pause();
      else if (fragment) hear(momentOf(Object.assign(document.createElement("a"), { className: "play", href: audio.src })));
      else if (await ready()) player.resume(episodeOf(source));
      else [audio.hidden, button.hidden] = [false, true];
    });
  }

  disconnectedCallback() {
    document.removeEventListener("podsite:time", this.follow);
  }
}

customElements.define("listen-here", ListenHere);
export { hear, momentOf };

const shared = timeInHash(location.hash);
if (shared !== null && here()) ready().then(() => player?.open(episodeOf(here().dataset.audio), shared));
