// The controls of the bar at the foot and what they show: words come from the page's template, the state from the player.

import { clock } from "./clock.js";
import * as memory from "./player-memory.js";

const SAY_FOR = 4_000;

export class PlayerBar extends HTMLElement {
  part(name) {
    return this.querySelector(`[data-${name}]`);
  }

  wire() {
    this.part("speed").value = memory.speed();
    this.audio.volume = memory.volume();
    this.part("volume").hidden = this.audio.volume !== memory.volume(); // Some devices leave it to their keys.
    this.audio.addEventListener("volumechange", () => this.paintVolume());
    this.paintVolume();
    const acts = {
      toggle: () => this.toggle(), back: () => this.back(), forward: () => this.forward(), mute: () => this.mute(),
      more: () => this.unfold(), close: () => this.close(),
    };
    this.addEventListener("click", (event) => acts[event.target.closest("button")?.dataset.do]?.());
    // While the thumb is dragged the clock shows where it would go; let go, it goes there.
    this.part("seek").addEventListener("input", (event) => {
      this.dragged = Number(event.target.value) * 1000;
      this.paintPlace(this.dragged);
    });
    this.part("seek").addEventListener("change", (event) => {
      this.dragged = null;
      this.isAside = false;
      this.seek(Number(event.target.value) * 1000);
    });
    this.part("speed").addEventListener("change", (event) => this.setSpeed(Number(event.target.value)));
    this.part("version").addEventListener("change", (event) => this.useVersion(event.target.value));
    this.part("volume").addEventListener("input", (event) => this.setVolume(Number(event.target.value) / 100));
  }

  setSpeed(rate) {
    this.audio.defaultPlaybackRate = this.audio.playbackRate = rate;
    this.part("speed").value = rate;
    memory.keepSpeed(rate);
  }

  setVolume(volume) {
    this.audio.muted = false;
    this.audio.volume = volume;
    memory.keepVolume(volume);
  }

  mute() {
    this.audio.muted = !this.audio.muted;
  }

  /** Recordings beside the episode's own: `[{kind, label, url, offset_ms}]`. */
  get versions() {
    try {
      return JSON.parse(this.episode.versions ?? "[]").filter((version) => version.url);
    } catch {
      return [];
    }
  }

  /** One sentence above the bar, which is read out too; it leaves by itself. */
  say(sentence, forMs = SAY_FOR) {
    clearTimeout(this.saying);
    this.part("note").textContent = sentence;
    if (sentence && forMs < Infinity) this.saying = setTimeout(() => this.say(""), forMs);
  }

  /** For those who hear the page. Said once, it is not left standing between its parts. */
  announce(sentence) {
    this.part("announce").textContent = sentence;
    setTimeout(() => this.part("announce").textContent === sentence && (this.part("announce").textContent = ""), SAY_FOR);
  }

  unfold(open = !this.classList.contains("is-open")) {
    this.classList.toggle("is-open", open);
    this.part("more").setAttribute("aria-expanded", open);
  }

  wait(isWaiting) {
    this.classList.toggle("is-waiting", isWaiting && !this.audio.paused);
    this.part("toggle").setAttribute("aria-busy", this.classList.contains("is-waiting"));
  }

  paint() {
    if (!this.episode) return;
    this.paintNames();
    this.paintVersions();
    this.classList.toggle("is-playing", this.isPlaying);
    this.part("toggle").setAttribute("aria-label", this.isPlaying ? this.words.pause : this.words.play);
    this.part("seek").max = Math.max(1, Math.floor(this.length / 1000));
    this.part("length").textContent = this.length ? `/ ${clock(this.length)}` : "";
    this.paintPlace(this.at);
    this.dispatchEvent(new CustomEvent("player:change"));
  }

  /** The moment or chapter that is heard, with its episode below; else the episode with its show. */
  paintNames() {
    const { title = "", show = "", url, hue = "" } = this.episode;
    const name = this.moment?.title || this.chapter?.title;
    this.part("now").textContent = name || title;
    this.part("below").textContent = name ? title : show;
    if (url) this.part("link").href = url;
    // The accent is that of the show which is heard, on whatever page that is.
    this.classList.remove(...[...this.classList].filter((one) => one.startsWith("hue-")));
    if (hue) this.classList.add(hue);
  }

  paintVersions() {
    const [choice, versions] = [this.part("version"), this.versions];
    choice.hidden = !versions.length;
    const all = [{ label: this.words.own, url: this.episode.audio }, ...versions];
    if ([...choice.options].map((option) => option.value).join() !== all.map(({ url }) => url).join()) {
      choice.replaceChildren(...all.map(({ label, url }) => new Option(label, url)));
    }
    choice.value = this.source.url;
  }

  paintPlace(ms) {
    const range = this.part("seek");
    range.value = ms / 1000;
    range.style.setProperty("--at", `${this.length ? Math.min(100, (100 * ms) / this.length) : 0}%`);
    const words = this.length ? this.words.of : "{time}";
    range.setAttribute("aria-valuetext", words.replace("{time}", clock(ms)).replace("{length}", clock(this.length)));
    this.part("clock").textContent = clock(ms);
  }

  paintVolume() {
    const isMuted = this.audio.muted || this.audio.volume === 0;
    this.part("mute").setAttribute("aria-pressed", isMuted);
    this.part("volume").value = isMuted ? 0 : this.audio.volume * 100;
  }
}
