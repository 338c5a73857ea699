// <podcast-player>: the bar at the foot, over the browser's own audio element. It outlives the pages of the site.
// All times are milliseconds of the episode; its audio may begin earlier or later, by the offset of the version.

import { PlayerBar } from "./player-bar.js";
import * as memory from "./player-memory.js";

const JUMP = 15_000;
const NEAR_THE_END = 10_000; // What was left there is heard from the beginning next time.
const KEEP_EVERY = 5_000;

/** What is added to the bar when it is there, first what keeps the sound: each is attached as soon as it has come. */
const fetchParts = () => [
  import("./player-navigation.js"),
  import("./player-keys.js"),
  import("./player-chapters.js"),
  import("./player-session.js"),
  import("./player-share.js"),
];

/** The page's one player, around `audio`, the page's own element, where it has one. */
export function makePlayer(template, words, audio) {
  const player = document.createElement("podcast-player");
  player.words = words;
  player.append(template.content.cloneNode(true), audio ?? new Audio());
  document.body.append(player);
  const attached = fetchParts().map((part) => part.then(({ attach }) => attach(player)));
  Promise.allSettled(attached).then(() => { player.dataset.whole = ""; });
  return player;
}

class PodcastPlayer extends PlayerBar {
  connectedCallback() {
    if (this.audio) return;
    this.audio = this.querySelector("audio");
    this.audio.removeAttribute("src");
    Object.assign(this.audio, { controls: false, hidden: true, preload: "metadata" });
    this.className = "player";
    this.hidden = true;
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", this.words.name);
    this.wire();
    this.listen();
  }

  listen() {
    const on = (type, act) => this.audio.addEventListener(type, act);
    on("loadedmetadata", () => this.arrive());
    for (const type of ["timeupdate", "seeked", "playing", "ratechange"]) on(type, () => this.tick());
    on("play", () => this.changed("playing"));
    on("pause", () => { this.keep(); this.changed("stopped"); });
    on("ended", () => { this.forget(); this.drop("ended"); });
    on("waiting", () => this.wait(true));
    for (const type of ["playing", "pause", "canplay", "emptied"]) on(type, () => this.wait(false));
    on("error", () => this.fail());
    window.addEventListener("pagehide", () => this.keep());
  }

  /** Where it is, or will be once the audio has come. */
  get at() {
    return this.wanted ?? Math.max(0, this.audio.currentTime * 1000 - this.source.offset);
  }

  get length() {
    const heard = Number.isFinite(this.audio.duration) ? this.audio.duration * 1000 - this.source.offset : 0;
    return Number(this.episode.length) || Math.max(0, heard);
  }

  get isPlaying() {
    return !this.audio.paused && !this.audio.ended;
  }

  /** Takes up an episode; of the one that it holds already it only learns more. */
  load(episode) {
    this.hidden = false;
    if (this.episode?.audio === episode.audio) {
      this.episode = { ...episode, ...this.episode };
      return;
    }
    if (this.episode) this.keep();
    this.drop("stopped");
    this.episode = episode;
    this.source = this.own;
    [this.kept, this.isAside] = [0, false];
    this.start();
    this.dispatchEvent(new CustomEvent("player:episode"));
  }

  /** The episode's own recording. */
  get own() {
    return { url: this.episode.audio, offset: Number(this.episode.offset ?? 0) };
  }

  /** Asks for the audio anew; it will be at `ms`. */
  start(ms = null) {
    this.wanted = ms;
    this.audio.src = this.source.url;
    this.audio.defaultPlaybackRate = this.audio.playbackRate = Number(this.part("speed").value);
    this.say("");
    this.paint();
  }

  /** What the pages of the site say of the episode that is held; its offset moves every time that was told without it. */
  learn(more) {
    const before = this.own.offset;
    Object.assign(this.episode, more);
    const later = this.own.offset - before;
    if (this.source.url === this.episode.audio) this.source = this.own;
    if (later && this.wanted != null) this.wanted -= later;
    if (later && this.moment) {
      const { startMs, endMs, untilMs } = this.moment;
      Object.assign(this.moment, { startMs: startMs - later, endMs: endMs && endMs - later, untilMs: untilMs - later });
    }
    this.paint();
  }

  useVersion(url) {
    const [at, isPlaying, version] = [this.at, this.isPlaying, this.versions.find((one) => one.url === url)];
    this.source = version ? { url, offset: Number(version.offset_ms ?? 0) } : this.own;
    this.start(at);
    if (isPlaying) this.play();
  }

  /** One tap on a link: plays its moment, pauses the one that plays, goes on with the one that was paused. */
  take(moment) {
    this.load(moment.episode);
    const isSame = this.moment?.href === moment.href;
    if (isSame && this.isPlaying) return this.audio.pause();
    if (!isSame) {
      this.drop("stopped");
      this.isAside = true;
      this.seek(moment.startMs);
      this.moment = moment;
    }
    if (this.isPlaying) this.changed("playing");
    return this.play();
  }

  /** The button of a page: plays the episode from where it was left, or pauses it. */
  resume(episode) {
    const isNew = this.episode?.audio !== episode.audio;
    this.load(episode);
    if (isNew || (this.isAside && !this.isPlaying)) this.seek(memory.placeOf(this.episode.episode));
    this.toggle();
  }

  /** Shows the bar at a time without a sound. */
  open(episode, ms) {
    this.load(episode);
    this.seek(ms);
  }

  play() {
    if (this.audio.error) this.start(this.at);
    // A browser may refuse, or a later press may have stopped it: the button shows what is true.
    return this.audio.play().catch(() => this.paint());
  }

  toggle() {
    if (this.isPlaying) this.audio.pause();
    else this.play();
  }

  seek(ms) {
    const at = Math.max(0, this.length ? Math.min(ms, this.length) : ms);
    if (this.moment && (at < this.moment.startMs || at >= (this.moment.endMs ?? Infinity))) this.drop("stopped");
    if (this.audio.readyState) this.audio.currentTime = Math.max(0, at + this.source.offset) / 1000;
    else this.wanted = at;
    this.tick();
  }

  /** Somebody goes elsewhere. What was heard aside is the place to go on from now. */
  jump(ms) {
    this.isAside = false;
    this.seek(this.at + ms);
  }

  back() {
    this.jump(-JUMP);
  }

  forward() {
    this.jump(JUMP);
  }

  /** Plays from there on. */
  goTo(ms) {
    this.drop("stopped");
    this.seek(ms);
    this.play();
  }

  arrive() {
    if (this.wanted != null) {
      this.audio.currentTime = Math.max(0, this.wanted + this.source.offset) / 1000;
      this.wanted = null;
    }
    this.paint();
  }

  /** As often as the audio tells where it is. A moment ends by the clock, for that is too seldom. */
  tick() {
    clearTimeout(this.ending);
    if (!this.episode) return;
    if (this.dragged == null) this.paintPlace(this.at);
    const detail = { ms: Math.round(this.at), playing: this.isPlaying, episode: this.episode.episode };
    document.dispatchEvent(new CustomEvent("podsite:time", { detail }));
    if (Math.abs(this.at - (this.kept ?? 0)) > KEEP_EVERY) this.keep();
    if (!this.moment || !this.isPlaying || this.wanted != null || this.audio.seeking) return;
    if (this.at >= this.moment.untilMs) return this.drop("stopped");
    if (this.moment.endMs == null) return;
    const left = (this.moment.endMs - this.at) / this.audio.playbackRate;
    if (left <= 0) this.drop("ended");
    else if (left < 1000) this.ending = setTimeout(() => this.tick(), left);
  }

  /** Lets go of the moment; at its end the audio stops. One without an end lasts `untilMs`, and the audio goes on. */
  drop(state) {
    const moment = this.moment;
    if (!moment) return;
    this.moment = null;
    if (state === "ended") this.audio.pause();
    this.tell(moment, state);
    this.paint();
  }

  tell({ href, startMs, endMs, clip }, state) {
    document.dispatchEvent(new CustomEvent("podsite:moment", { detail: { href, startMs, endMs, clip, state } }));
  }

  changed(state) {
    if (state === "playing" && !this.moment) this.isAside = false;
    this.paint();
    this.tick();
    if (this.moment) this.tell(this.moment, state);
  }

  /** A moment that is heard in between does not move the place where the episode was left. */
  keep() {
    if (!this.episode?.episode || this.wanted != null || !this.audio.readyState) return;
    if (this.isAside && memory.placeOf(this.episode.episode)) return;
    this.kept = this.at;
    memory.keepPlace(this.episode.episode, this.length && this.at > this.length - NEAR_THE_END ? 0 : this.at);
  }

  forget() {
    memory.keepPlace(this.episode.episode, 0);
  }

  close() {
    this.audio.pause();
    this.keep();
    this.drop("stopped");
    this.hidden = true;
  }

  fail() {
    if (!this.audio.getAttribute("src")) return;
    this.wanted ??= this.at;
    this.wait(false);
    this.drop("stopped");
    this.say(this.words.broken, Infinity);
    this.paint();
  }
}

customElements.define("podcast-player", PodcastPlayer);
