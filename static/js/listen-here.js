// Plays a moment in the page's own audio element and stops at its end. Without it, the link opens the audio at that time.
class ListenHere extends HTMLElement {
  connectedCallback() {
    this.audio = this.querySelector("audio");
    if (!this.audio) return;
    this.end = Infinity;
    this.onClick = (event) => this.follow(event);
    document.addEventListener("click", this.onClick);
    this.audio.addEventListener("timeupdate", () => {
      if (this.audio.currentTime >= this.end) {
        this.audio.pause();
        this.end = Infinity;
      }
    });
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.onClick);
  }

  follow(event) {
    const link = event.target.closest?.("a[href*='#t=']");
    const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!link || !plain || link.href.split("#")[0] !== this.audio.src.split("#")[0]) return;
    const [start, end] = link.hash.slice(3).split(",").map(Number);
    if (!Number.isFinite(start)) return;
    event.preventDefault();
    this.end = end || Infinity;
    const play = () => {
      this.audio.currentTime = start;
      this.audio.play().catch(() => {});
    };
    if (this.audio.readyState) play();
    else {
      this.audio.addEventListener("loadedmetadata", play, { once: true });
      this.audio.load();
    }
  }
}

customElements.define("listen-here", ListenHere);
