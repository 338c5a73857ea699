// <feed-progress data-url>: asks how far an import is, and loads the page again once it has ended.

const EVERY = 1_000;

customElements.define("feed-progress", class extends HTMLElement {
  connectedCallback() {
    this.timer = setTimeout(() => this.tick(), EVERY);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  async tick() {
    try {
      const response = await fetch(this.dataset.url, { headers: { Accept: "application/json" } });
      if (response.redirected || response.status === 403 || response.status === 404) return location.reload();
      if (response.ok) this.show(await response.json());
    } catch { /* A server that is being restarted answers the next time. */ }
    this.timer = setTimeout(() => this.tick(), EVERY);
  }

  show({ state, done, total, ended }) {
    if (ended) return location.reload();
    const part = (name) => this.querySelector(`[data-part=${name}]`);
    // Only what changes is written: a screen reader reads it out.
    if (part("state").textContent !== state) part("state").textContent = state;
    part("count").textContent = total ? `${done} / ${total}` : "";
    const bar = this.querySelector("progress");
    if (total) [bar.max, bar.value] = [total, done];
    else bar.removeAttribute("value");
  }
});
