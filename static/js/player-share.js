// "Share at this time": the address of the page with #t=1:02:03, by the device's own sheet or the clipboard.

import { clock } from "./clock.js";

/** The address of the episode's page at a time; of its transcript, where that is being read. */
export function addressAt(player) {
  const page = new URL(player.episode.url ?? location.pathname, location.href);
  if (location.pathname === `${page.pathname}transcript/`) page.pathname += "transcript/";
  page.search = "";
  page.hash = `t=${clock(player.at)}`;
  return page.href;
}

export function attach(player) {
  player.part("share").addEventListener("click", async () => {
    const url = addressAt(player);
    if (navigator.share) {
      try {
        return await navigator.share({ title: player.episode.title, url });
      } catch (error) {
        if (error.name === "AbortError") return;
      }
    }
    try {
      await navigator.clipboard.writeText(url);
      player.say(player.words.copied.replace("{time}", clock(player.at)));
    } catch {
      player.say(url, Infinity);
    }
  });
}
