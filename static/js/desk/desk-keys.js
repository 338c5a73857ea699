// <desk-keys>: the keys that work anywhere on the desk, and the list of all of them.

import { $, goTo, narrow } from "./dom.js";
import { target } from "./writer.js";

const show = (pane) => document.dispatchEvent(new CustomEvent("desk:pane", { detail: pane }));

customElements.define("desk-keys", class extends HTMLElement {
  connectedCallback() {
    document.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (command && event.key.toLowerCase() === "s") $("desk-save").save();
    else if (command && event.key.toLowerCase() === "k" && $("#q")) this.find();
    else if (event.key === "F8" && $("desk-player")) $("desk-player")[event.shiftKey ? "back" : "toggle"]();
    else if (event.key === "F6" && !event.ctrlKey && !event.altKey) this.round(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  }

  find() {
    show("listen");
    $("#q").focus();
    $("#q").select();
  }

  /** Transcript, clips, sections, Publish, and round again. */
  round(step) {
    const at = document.activeElement;
    const stops = [
      { pane: "listen", spot: () => $("#listen .cue[tabindex='0']") || $("#q") },
      { pane: "clips", spot: () => $("#clips .clip:not([hidden]) input") || $("#clips button") },
      { pane: "write", spot: () => target() || $("#write button") },
      { pane: null, spot: () => $("#publish") || $("#save") || $(".checks") },
    ];
    let index = stops.findIndex(({ pane }) => pane && document.getElementById(pane).contains(at));
    if (index < 0) index = stops.length - 1;
    for (let tries = 0; tries < stops.length; tries += 1) {
      index = (index + step + stops.length) % stops.length;
      const spot = stops[index].spot();
      if (!spot) continue;
      if (stops[index].pane) show(stops[index].pane);
      if (spot.matches(".body") && !spot.checkVisibility()) goTo(spot);
      spot.focus({ preventScroll: !narrow.matches && Boolean(stops[index].pane === "listen") });
      if (document.activeElement === spot) return;
    }
  }
});
