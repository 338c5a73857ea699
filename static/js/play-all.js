// <play-all>: plays the moments of a page one after another in the bar at the foot, across episodes. Who is next is
// remembered by this module, which outlives the page as the bar does. Without it the moments are plain links.

import { hear, momentOf } from "./moments.js";

const GAP = 600; // Between two moments, so that an end is heard as one.

let queue = null; // {moments, at, page, waiting}

const pageNow = () => location.pathname + location.search;
const player = () => document.querySelector("podcast-player");

function tell() {
  document.dispatchEvent(new CustomEvent("podsite:queue"));
}

function stop() {
  clearTimeout(queue?.waiting);
  queue = null;
  tell();
}

/** Plays the moment at a place of the queue; past its end there is silence. */
function go(at) {
  clearTimeout(queue.waiting);
  if (at >= queue.moments.length) return stop();
  queue.at = at;
  tell();
  // A copy: the player moves the times of what it holds when it learns more of the episode.
  hear({ ...queue.moments[at] });
}

function after(ms, act) {
  clearTimeout(queue.waiting);
  queue.waiting = setTimeout(act, ms);
}

document.addEventListener("podsite:moment", ({ detail: { href, state } }) => {
  if (!queue) return;
  const isOurs = href === queue.moments[queue.at].href;
  if (state === "playing" && !isOurs) {
    // Somebody has chosen another one: from there it goes on if it is one of these.
    const chosen = queue.moments.findIndex((moment) => moment.href === href);
    clearTimeout(queue.waiting);
    if (chosen < 0) return stop();
    queue.at = chosen;
    tell();
  } else if (state === "ended" && isOurs) {
    after(GAP, () => go(queue.at + 1));
  } else if (state === "stopped" && isOurs) {
    // Paused, it is still held. Let go of, perhaps for another one, which is held at once.
    after(0, () => player()?.moment || letGo());
  }
});

/** What cannot be played is passed over, with all of its episode; whoever has gone elsewhere is let go. */
function letGo() {
  const { audio } = queue.moments[queue.at].episode;
  const other = queue.moments.findIndex((moment, at) => at > queue.at && moment.episode.audio !== audio);
  if (player()?.audio.error && other > 0) go(other);
  else stop();
}

class PlayAll extends HTMLElement {
  connectedCallback() {
    const [play, next] = [this.querySelector("[data-play]"), this.querySelector("[data-next]")];
    if (!play || !document.getElementById("player-parts")) return;
    this.words ??= [...play.childNodes];
    play.hidden = false;
    play.onclick = () => (this.isPlaying ? this.halt() : this.begin());
    next.onclick = () => go(queue.at + 1);
    this.paint = () => this.show(play, next);
    document.addEventListener("podsite:queue", this.paint);
    this.paint();
  }

  disconnectedCallback() {
    document.removeEventListener("podsite:queue", this.paint);
  }

  get isPlaying() {
    return queue?.page === pageNow();
  }

  begin() {
    const links = [...document.querySelectorAll(`#${this.dataset.list} .moment-list a.play[data-clip]`)];
    const moments = links.map(momentOf).filter(Boolean);
    if (!moments.length) return;
    if (queue) clearTimeout(queue.waiting);
    queue = { moments, at: 0, page: pageNow() };
    go(0);
  }

  halt() {
    stop();
    player()?.audio.pause();
  }

  show(play, next) {
    const now = this.querySelector("[data-now]");
    const isPlaying = this.isPlaying;
    play.classList.toggle("is-playing", isPlaying);
    if (isPlaying) play.textContent = this.dataset.stop;
    else play.replaceChildren(...this.words);
    next.hidden = !isPlaying || queue.at + 1 >= queue.moments.length;
    now.hidden = !isPlaying;
    if (!isPlaying) return;
    const { title } = queue.moments[queue.at];
    const place = this.dataset.place.replace("{n}", queue.at + 1).replace("{all}", queue.moments.length);
    now.textContent = title ? `${place}: ${title}` : place;
  }
}

customElements.define("play-all", PlayAll);
