// <transcript-follow>: marks the line that is heard, and keeps it in view until the reader scrolls away.
// An address that ends in #t=1:02:03 leads to the line in which that time lies, and sets the audio there.

import { at, fromClock, show } from "./transcript-lines.js";

const LEAVING = ["wheel", "touchmove"];
const KEYS = new Set(["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown", " "]);

customElements.define("transcript-follow", class extends HTMLElement {
  connectedCallback() {
    this.stop = new AbortController();
    const listen = (target, type, run) => target.addEventListener(type, run, { passive: true, signal: this.stop.signal });
    this.button = document.getElementById("follow");
    this.following = true;
    listen(document, "podsite:time", ({ detail }) => this.hear(detail));
    // Who looks for words reads where they are.
    listen(document, "transcript:leave", () => this.leave());
    listen(window, "hashchange", () => this.arrive());
    for (const type of LEAVING) listen(document, type, () => this.leave());
    listen(document, "keydown", (event) => KEYS.has(event.key) && !event.target.closest?.("input, audio, button") && this.leave());
    listen(document, "pointerdown", (event) => event.clientX >= document.documentElement.clientWidth && this.leave());
    if (this.button) listen(this.button, "click", () => this.follow(this.button.getAttribute("aria-pressed") === "false"));
    this.arrive();
  }

  disconnectedCallback() {
    this.stop.abort();
  }

  /** The place that the address names. */
  arrive() {
    const [, text] = /^#t=([\d:.]+)$/.exec(location.hash.replaceAll(/%3a/gi, ":")) ?? [];
    if (!text) return;
    const line = at(fromClock(text));
    this.querySelector(".there")?.classList.remove("there");
    if (!line) return;
    line.item.classList.add("there");
    // The browser has gone where it knew an anchor; the line itself may be another one.
    show(line.item);
    const audio = document.querySelector("listen-here audio");
    if (audio?.paused) audio.currentTime = Math.max(0, line.start + Number(this.dataset.offset)) / 1000;
  }

  hear({ ms, playing, episode }) {
    if (episode && this.dataset.episode && String(episode) !== this.dataset.episode) return;
    const line = at(ms);
    if (!line) return;
    if (this.button) this.button.hidden = false;
    if (line.item === this.heard) return;
    this.heard?.removeAttribute("aria-current");
    this.heard = line.item;
    this.heard.setAttribute("aria-current", "true");
    if (this.following && playing) show(this.heard, { smooth: true });
  }

  leave() {
    // Before anything is heard there is nothing to leave.
    if (this.heard) this.follow(false);
  }

  follow(following) {
    this.following = following;
    this.button?.setAttribute("aria-pressed", String(following));
    if (following && this.heard) show(this.heard, { smooth: true });
  }
});
