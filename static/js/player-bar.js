// What the bar at the foot shows: its words come from the page's template, its state from the player.

import { clock } from "./clock.js";

const SAY_FOR = 4_000;

export class PlayerBar extends HTMLElement {
  part(name) {
    return this.querySelector(`[data-${name}]`);
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
