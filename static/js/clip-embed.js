// <clip-embed>: one button over the browser's own audio element, which stops at the end of the moment. Without this the
// element's own controls play the media fragment.

const PLAY = "M7 4v16l13-8z";
const PAUSE = "M6 4h4v16H6zm8 0h4v16h-4z";
/** Seconds of sound from which a moment counts as heard. */
const HEARD = 3;

class ClipEmbed extends HTMLElement {
  connectedCallback() {
    this.audio = this.querySelector("audio");
    const [start, end] = new URL(this.audio?.src ?? "#", location).hash.slice(3).split(",").map(Number);
    if (!this.audio || !Number.isFinite(end)) return;
    Object.assign(this, { start, end, heard: 0, last: null });
    this.audio.controls = false;
    this.audio.hidden = true;
    this.bar = this.querySelector(".embed__bar");
    this.draw();
    for (const event of ["play", "pause", "ended"]) this.audio.addEventListener(event, () => this.paint());
    this.audio.addEventListener("timeupdate", () => this.follow());
    this.audio.addEventListener("error", () => { this.status.textContent = this.dataset.failed; });
  }

  draw() {
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.innerHTML = '<svg viewBox="0 0 24 24" aria-hidden="true"><path/></svg>';
    this.button.addEventListener("click", () => this.toggle());
    this.track = Object.assign(document.createElement("progress"), { className: "embed__track", max: this.end - this.start, value: 0 });
    this.track.setAttribute("aria-hidden", "true");
    this.status = document.createElement("p");
    this.status.setAttribute("role", "status");
    this.bar.prepend(this.button, this.track, this.status);
    this.paint();
  }

  paint() {
    const playing = !this.audio.paused;
    this.button.setAttribute("aria-label", playing ? this.dataset.pause : this.dataset.play);
    this.button.querySelector("path").setAttribute("d", playing ? PAUSE : PLAY);
    this.toggleAttribute("data-playing", playing);
  }

  async toggle() {
    if (!this.audio.paused) return this.audio.pause();
    const at = this.audio.currentTime;
    if (this.audio.readyState && (at < this.start || at >= this.end - 0.05)) this.audio.currentTime = this.start;
    this.last = null;
    try {
      await this.audio.play();
    } catch {
      this.paint();
    }
  }

  follow() {
    const at = this.audio.currentTime;
    this.track.value = Math.max(0, at - this.start);
    if (this.last !== null && at > this.last && at - this.last < 1.5) this.heard += at - this.last;
    this.last = at;
    if (this.heard >= Math.min(HEARD, this.end - this.start - 0.5) && !this.counted) this.count();
    if (at >= this.end) this.audio.pause();
  }

  count() {
    this.counted = true;
    fetch(this.dataset.count, { method: "POST", keepalive: true, credentials: "omit" }).catch(() => {});
  }
}

customElements.define("clip-embed", ClipEmbed);
