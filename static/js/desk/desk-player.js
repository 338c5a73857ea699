// <desk-player>: the browser's audio element in a slim bar, with a tick wherever a clip points. All times but those of
// the audio element are the episode's; in its recording they are heard data-offset milliseconds later.

import { $, form, icon, make, notice } from "./dom.js";
import { placed } from "./clip-rows.js";
import { clock } from "./clock.js";
import { word } from "./words.js";

const RATES = [1, 1.25, 1.5, 2];
const BACK = 5;

customElements.define("desk-player", class extends HTMLElement {
  connectedCallback() {
    this.audio = $("audio", this);
    this.range = $("input", this);
    this.offset = Number(this.dataset.offset) || 0;
    this.audio.hidden = true;
    this.audio.controls = false;
    $(".slim", this).hidden = false;
    this.range.addEventListener("input", () => this.seek(Number(this.range.value) * 1000));
    this.addEventListener("click", (event) => this[event.target.closest("[data-do]")?.dataset.do]?.());
    this.audio.addEventListener("timeupdate", () => this.moved());
    this.audio.addEventListener("seeked", () => this.moved());
    this.audio.addEventListener("loadedmetadata", () => this.measure());
    for (const event of ["play", "pause", "ended"]) this.audio.addEventListener(event, () => this.paint());
    this.audio.addEventListener("error", () => notice("warning", word("noSound")));
    form().addEventListener("desk:changed", () => this.ticks());
    form().addEventListener("change", () => this.ticks());
    this.measure();
    this.moved();
    queueMicrotask(() => this.ticks());
  }

  /** Milliseconds, or 0 while nobody knows. */
  get duration() {
    return Number(this.dataset.duration) || (Number.isFinite(this.audio.duration) ? this.audio.duration * 1000 - this.offset : 0);
  }

  get at() {
    return Math.max(0, (this.wanted ?? this.audio.currentTime) * 1000 - this.offset);
  }

  get playing() {
    return !this.audio.paused;
  }

  measure() {
    this.range.max = Math.max(1, Math.floor(this.duration / 1000));
    $(".of", this).textContent = this.duration ? clock(this.duration) : "";
    // A position asked for before the audio was there.
    if (this.wanted != null && this.audio.readyState) [this.audio.currentTime, this.wanted] = [this.wanted, null];
    this.ticks();
  }

  moved() {
    const at = this.at;
    this.range.value = at / 1000;
    this.range.setAttribute("aria-valuetext", word("position", { at: clock(at), end: clock(this.duration) }));
    $(".clock", this).textContent = clock(at);
    if (this.until != null && at >= this.until) {
      this.until = null;
      this.audio.pause();
    }
    document.dispatchEvent(new CustomEvent("desk:heard", { detail: { at, playing: this.playing } }));
  }

  paint() {
    const button = $("[data-do=toggle]", this);
    button.replaceChildren(icon(this.playing ? "pause" : "play"));
    button.setAttribute("aria-label", word(this.playing ? "pause" : "play"));
    this.moved();
  }

  ticks() {
    const end = this.duration;
    $(".ticks", this).replaceChildren(...(end ? placed() : []).map((clip) => {
      const tick = make("i");
      tick.style.insetInlineStart = `${(clip.start / end) * 100}%`;
      tick.style.inlineSize = `${((clip.end - clip.start) / end) * 100}%`;
      return tick;
    }));
  }

  seek(ms) {
    const seconds = Math.max(0, Math.max(0, Math.min(ms, this.duration || ms)) + this.offset) / 1000;
    this.until = null;
    if (this.audio.readyState) this.audio.currentTime = seconds;
    else {
      this.wanted = seconds;
      this.audio.preload = "metadata";
    }
    this.moved();
  }

  /** Plays what a link to a moment of the recording says; both in seconds, as it does. */
  async follow(from, until = null) {
    await this.play(from * 1000 - this.offset, until && until * 1000 - this.offset);
  }

  /** Plays from a moment, to another one if it is given; both in milliseconds. */
  async play(from, until = null) {
    this.seek(from);
    this.until = until;
    await this.start();
  }

  /** A browser may refuse to play, or a later press may have stopped it: the button shows what is true. */
  async start() {
    try { await this.audio.play(); } catch { this.paint(); }
  }

  toggle() {
    this.until = null;
    if (this.playing) this.audio.pause();
    else this.start();
  }

  back() {
    this.seek(this.at - BACK * 1000);
  }

  faster() {
    const rate = RATES[(RATES.indexOf(this.audio.playbackRate) + 1) % RATES.length];
    this.audio.playbackRate = rate;
    $(".rate", this).textContent = `${rate}×`;
    $(".rate", this).setAttribute("aria-label", `${word("speed")} ${rate}×`);
  }
});
