// <desk-clips>: the list of clips. A clip that is cited or quoted is not deleted; the row says where it is used.

import { $, changed, form, goTo, make, notice, say, target } from "./dom.js";
import { addClip, read, uses } from "./clip-rows.js";
import { clipRows, remove, restore, value } from "./formset.js";
import { word } from "./words.js";

customElements.define("desk-clips", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.click(event));
    this.addEventListener("input", (event) => this.heading(event.target.closest(".clip")));
    form().addEventListener("desk:changed", () => document.dispatchEvent(new Event("desk:counts")));
    document.addEventListener("desk:saved", (event) => this.marks(event.detail.evidence));
    document.addEventListener("desk:look", (event) => this.where(event.detail.where || {}));
  }

  click(event) {
    const link = event.target.closest(".where a");
    if (link) {
      event.preventDefault();
      goTo(target(link.hash));
      return;
    }
    const button = event.target.closest("button");
    if (button?.closest(".checked")) this.marked = button.closest(".clip");
    const act = { clip_add: () => this.add(), clip_delete: () => this.delete(button.closest(".clip")) }[button?.name];
    if (act) event.preventDefault();
    act?.();
    if (button?.dataset.do === "play") this.play(button.closest(".clip"));
  }

  /** A new clip begins where the player is; without a player, one types. */
  add() {
    const player = $("desk-player");
    const { row, number } = addClip({ start: player ? Math.floor(player.at / 1000) * 1000 : null });
    $("details", this).open = true;
    say(word("clipAdded", { number }));
    $(`input[name$=-${player ? "end" : "start"}]`, row).focus();
  }

  play(row) {
    const { start, end } = read(row);
    if (start != null) $("desk-player")?.play(start, end);
  }

  delete(row) {
    const { number } = read(row);
    const where = uses(number);
    const errors = document.getElementById(`${row.dataset.prefix}-__all__-e`);
    if (where.length) {
      const titles = where.map(({ section, place }) => word("sectionCalled", { place, title: $(".name", section).textContent }));
      const sentence = word("clipUsed", { number, where: titles.join(", ") });
      errors.replaceChildren(make("li", {}, sentence));
      say(sentence);
      $(".where a", row)?.focus();
      return;
    }
    const rows = clipRows();
    const next = rows[rows.indexOf(row) + 1] || rows[rows.indexOf(row) - 1];
    remove(row);
    changed(this);
    notice("warning", word("clipRemoved", { number }), { words: word("undo"), run: () => this.bringBack(row) });
    (next ? $("[name=clip_delete]", next) : $("[name=clip_add]", this)).focus();
    say(word("clipRemoved", { number }));
  }

  bringBack(row) {
    restore(row);
    changed(this);
    goTo(row);
  }

  /** What the line says while it is folded: the title, or the words heard. */
  heading(row) {
    if (row) $(".heard .text", row).textContent = value(row, "title") || value(row, "excerpt");
  }

  /** What was said of clips; the button that said it is gone, so the next thing to do has the focus. */
  marks(found) {
    if (!found) return;
    const there = document.activeElement;
    const pressed = there?.closest?.(".checked")?.closest(".clip") ?? (there === document.body ? this.marked : null);
    this.marked = null;
    for (const row of clipRows()) {
      const html = found[row.dataset.prefix];
      if (html != null) $(".checked", row).replaceChildren(document.createRange().createContextualFragment(html));
    }
    if (!pressed) return;
    $("[data-do=play]", pressed).focus();
    say($(".evidence", pressed)?.textContent ?? "");
  }

  where(found) {
    for (const row of clipRows()) {
      const html = found[row.dataset.prefix];
      const place = $(".where", row);
      if (html == null || place.contains(document.activeElement)) continue;
      place.replaceChildren(document.createRange().createContextualFragment(html));
    }
  }
});
