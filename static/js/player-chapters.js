// The chapters of the bar: a list to choose from, and a tick on the scrubber wherever a moment is cited.

import { clock } from "./clock.js";
import { details } from "./player-details.js";

const AGAIN_MS = 3_000; // Later than this, "previous" begins the same chapter again, as players do.

export function attach(player) {
  const [button, panel, list] = ["chapters", "panel", "list"].map((name) => player.part(name));
  let chapters = [];

  const chapterAt = (ms) => chapters.findLastIndex(({ startMs }) => startMs <= ms);

  function draw(moments) {
    button.hidden = !chapters.length;
    list.replaceChildren(...chapters.map(({ title, startMs }) => {
      const [item, choice, time] = ["li", "button", "span"].map((name) => document.createElement(name));
      choice.type = "button";
      Object.assign(time, { className: "time", textContent: clock(startMs) });
      choice.append(time, " ", title);
      choice.addEventListener("click", () => player.goTo(startMs));
      item.append(choice);
      return item;
    }));
    player.part("ticks").replaceChildren(...(player.length ? moments : []).map((ms) => {
      const tick = document.createElement("i");
      tick.style.left = `${(100 * ms) / player.length}%`;
      return tick;
    }));
    follow();
  }

  /** Names the chapter that is heard, and marks it in the list. */
  function follow() {
    const index = chapterAt(player.at);
    if (chapters[index] === player.chapter) return;
    player.chapter = chapters[index];
    [...list.children].forEach((item, at) => {
      if (at === index) item.firstChild.setAttribute("aria-current", "true");
      else item.firstChild.removeAttribute("aria-current");
    });
    player.paint();
  }

  async function learn() {
    const { audio, url } = player.episode;
    [chapters, player.chapter] = [[], null];
    draw([]);
    const found = url ? await details(player.episode) : null;
    if (!found || player.episode.audio !== audio) return;
    player.learn(found.episode);
    chapters = found.chapters;
    draw(found.moments);
  }

  function open(isOpen) {
    panel.hidden = !isOpen;
    button.setAttribute("aria-expanded", isOpen);
    if (isOpen) (list.querySelector("[aria-current]") ?? list.querySelector("button"))?.focus();
  }

  /** Seeks to the next chapter or back to the one before. Without chapters nothing happens. */
  player.turnChapter = (step) => {
    const now = chapterAt(player.at);
    const begun = now >= 0 && player.at - chapters[now].startMs > AGAIN_MS;
    const next = chapters[step < 0 && begun ? now : now + step];
    if (next) player.seek(next.startMs);
    else if (step < 0) player.seek(0);
  };

  button.addEventListener("click", () => open(panel.hidden));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden || player.querySelector("dialog[open]")) return;
    const isInside = panel.contains(document.activeElement);
    open(false);
    if (isInside) button.focus();
  });
  player.addEventListener("player:episode", learn);
  document.addEventListener("podsite:time", follow);
  if (player.episode) learn();
}
