// <desk-sections>: the sections in their order: add, move by drag, key and number, split, duplicate, remove with Undo.

import { $, $$, changed, flash, goTo, notice, readOnly, say } from "./dom.js";
import { grow, quotes, remove, restore, sections, set, takeIndex, value } from "./formset.js";
import { position, remember, target as written, type } from "./writer.js";
import { word } from "./words.js";

const EDGE = 90;
const COPIED = ["title", "body", "takeaway", "tags"];

customElements.define("desk-sections", class extends HTMLElement {
  connectedCallback() {
    this.list = $(".sections", this);
    // Nothing was written yet, so one begins at once; the attribute autofocus would scroll the page.
    $("[data-begin]", this)?.focus({ preventScroll: true });
    this.addEventListener("click", (event) => this.click(event));
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("change", (event) => {
      if (event.target.matches(".position")) this.move(this.rowOf(event.target), Number(event.target.value) - 1, event.target);
    });
    this.list.addEventListener("pointerdown", (event) => event.target.closest(".grip") && this.drag(event));
    document.addEventListener("click", (event) => {
      for (const menu of $$(".menu[open]", this)) if (!menu.contains(event.target)) menu.open = false;
    });
    document.addEventListener("desk:look", (event) => this.metas(event.detail.metas || {}));
    this.count();
    this.arrive();
    addEventListener("hashchange", () => this.arrive());
  }

  /** Where an address leads: the server comes back to the section that was worked on. */
  arrive() {
    const row = location.hash && document.getElementById(location.hash.slice(1))?.closest(".section");
    if (!row) return;
    for (const fold of $$(".fold[open]", this)) fold.open = fold.closest(".section") === row || Boolean($("[aria-invalid=true]", fold));
    goTo(row);
  }

  rowOf(element) {
    return element.closest(".section");
  }

  click(event) {
    const button = event.target.closest("button");
    const row = button && this.rowOf(button);
    const act = {
      section_add: () => this.add(sections().at(-1)),
      move_up: () => this.move(row, sections().indexOf(row) - 1, button),
      move_down: () => this.move(row, sections().indexOf(row) + 1, button),
      split: () => this.split(row),
      duplicate: () => this.duplicate(row),
      remove: () => this.remove(row),
    }[button?.name];
    if (!act) return;
    event.preventDefault();
    const menu = button.closest(".menu");
    if (menu) menu.open = false;
    act();
  }

  key(event) {
    const row = this.rowOf(event.target);
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const menu = event.target.closest(".menu[open]");
    if (row && step && (event.altKey || event.target.matches(".grip"))) this.move(row, sections().indexOf(row) + step, event.target);
    else if (row && event.key === "Enter" && event.target.matches(".position")) this.move(row, Number(event.target.value) - 1, event.target);
    else if (event.key === "Escape" && menu) {
      menu.open = false;
      $("summary", menu).focus();
    } else return;
    event.preventDefault();
  }

  add(after = null, { open = true } = {}) {
    if (readOnly()) return null;
    const index = takeIndex("highlights");
    const row = grow("section-form", { __prefix__: index, __place__: sections().length + 1 });
    if (after) after.after(row);
    else this.list.append(row);
    this.count();
    if (open) {
      for (const fold of $$(".fold[open]", this)) fold.open = false;
      $(".fold", row).open = true;
      $(".title", row).focus();
      row.scrollIntoView({ block: "nearest" });
      remember($(".body", row));
      say(word("sectionAdded", { place: sections().indexOf(row) + 1 }));
    }
    changed(row);
    return row;
  }

  /** Moves a section to a place from 0; the focus stays where it was, or goes to the grip. */
  move(row, to, focus) {
    if (readOnly()) return;
    const all = sections();
    const from = all.indexOf(row);
    const place = Number.isFinite(to) ? Math.max(0, Math.min(all.length - 1, Math.round(to))) : from;
    if (place !== from) {
      all[place][place > from ? "after" : "before"](row);
      flash(row);
      changed(row);
      say(word("sectionMoved", { place: place + 1, all: all.length }));
    }
    this.count();
    if (!focus) return;
    (focus.disabled ? $(".grip", row) : focus).focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  /** Pointer events, so that a finger and a pen drag too. */
  drag(event) {
    const grip = event.target.closest(".grip");
    const row = this.rowOf(grip);
    let over = null;
    const clear = () => over?.classList.remove("over", "under");
    const moved = ({ clientY }) => {
      clear();
      if (clientY < EDGE || clientY > innerHeight - EDGE) scrollBy(0, clientY < EDGE ? -16 : 16);
      over = sections().find((one) => {
        const box = one.getBoundingClientRect();
        return one !== row && box.top < clientY && clientY < box.bottom;
      });
      const all = sections();
      over?.classList.add(all.indexOf(over) < all.indexOf(row) ? "over" : "under");
    };
    const end = (last) => {
      grip.removeEventListener("pointermove", moved);
      row.classList.remove("dragging");
      clear();
      if (over && last.type === "pointerup") this.move(row, sections().indexOf(over), grip);
    };
    grip.setPointerCapture(event.pointerId);
    row.classList.add("dragging");
    grip.addEventListener("pointermove", moved);
    grip.addEventListener("pointerup", end, { once: true });
    grip.addEventListener("pointercancel", end, { once: true });
  }

  /** What stands behind the cursor becomes a section of its own; without a cursor, behind a line of only ---. */
  split(row) {
    const body = $(".body", row);
    const ruler = /^---[ \t]*$/m.exec(body.value);
    const here = written() === body ? position() : body.value.length;
    const [at, from] = here < body.value.length || !ruler ? [here, here] : [ruler.index, ruler.index + ruler[0].length];
    const rest = body.value.slice(from).trim();
    body.focus();
    body.setSelectionRange(body.value.slice(0, at).trimEnd().length, body.value.length);
    if (body.selectionStart < body.selectionEnd) type(body, "");
    const made = this.add(row);
    set(made, "body", rest);
    changed(made);
  }

  duplicate(row) {
    const made = this.add(row);
    for (const field of COPIED) set(made, field, value(row, field));
    $("tag-field", made).read();
    $("desk-section", made).name();
    const copies = $("desk-quotes", made);
    for (const quote of quotes(row)) {
      copies.add({ text: value(quote, "text"), speaker: value(quote, "speaker"), clip: value(quote, "clip") });
    }
    $(".title", made).select();
    changed(made);
  }

  remove(row) {
    const all = sections();
    const place = all.indexOf(row) + 1;
    const next = all[place] || all[place - 2];
    remove(row);
    this.count();
    changed(this);
    const sentence = word("sectionRemoved", { place, title: $(".name", row).textContent });
    const item = notice("warning", sentence, { words: word("undo"), run: () => this.bringBack(row) });
    if (next) remember($(".body", next));
    $("button", item).focus();
    say(sentence);
  }

  bringBack(row) {
    restore(row);
    this.count();
    changed(row);
    goTo(row);
  }

  count() {
    const all = sections();
    all.forEach((row, index) => {
      $(".position", row).value = index + 1;
      $(".place", row).id = `place-${index + 1}`;
      $(".grip", row).hidden = readOnly();
      const [up, down] = [$("[name=move_up]", row), $("[name=move_down]", row)];
      if (up) [up.disabled, down.disabled] = [!index, index === all.length - 1];
    });
    $("#no-sections")?.toggleAttribute("hidden", all.length > 0);
    document.dispatchEvent(new Event("desk:counts"));
  }

  metas(found) {
    for (const row of sections()) {
      const html = found[row.dataset.prefix];
      if (html != null) $(".meta", row).replaceChildren(document.createRange().createContextualFragment(html));
    }
  }
});
