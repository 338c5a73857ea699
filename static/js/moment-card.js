// A card that shows a moment before it is heard: time, speaker and words, from what stands on the page already.
// It comes when a pointer rests on a link, when the keyboard reaches it, or when a finger stays on it.

import { clock } from "./clock.js";

const REST = 250;
const LEAVE = 200;
const HOLD = 450;
const MOVED = 10;
const MARGIN = 8;
const MOST_WORDS = 240;

let card, shown, coming, leaving, pressed, held;

/** Somebody comes near `link`, which leads to `moment`: `{startMs, endMs, title, row}`. */
export function meet(type, event, link, moment) {
  if (type === "focusin" && link.matches(":focus-visible")) show(link, moment);
  if (type === "pointerover" && event.pointerType === "mouse" && shown !== link && link.matches(":hover")) {
    clearTimeout(coming);
    coming = setTimeout(() => link.matches(":hover") && show(link, moment), REST);
  }
  if (type === "pointerdown" && event.pointerType !== "mouse") {
    pressed = { link, x: event.clientX, y: event.clientY };
    clearTimeout(coming);
    coming = setTimeout(() => {
      if (pressed?.link !== link) return;
      held = true;
      show(link, moment);
    }, HOLD);
  }
}

function show(link, moment) {
  hide();
  if (!link.isConnected) return;
  shown = link;
  card ??= Object.assign(document.createElement("div"), { id: "moment_card", className: "moment-card" });
  card.setAttribute("role", "tooltip");
  card.replaceChildren(...lines(moment));
  document.body.append(card);
  // A flag of the strip brings a title of its own, which would come over the card.
  const title = link.querySelector("title");
  if (title) link.setAttribute("aria-label", title.textContent);
  title?.remove();
  link.setAttribute("aria-describedby", card.id);
  place(link);
}

function hide() {
  clearTimeout(leaving);
  clearTimeout(coming);
  shown?.removeAttribute("aria-describedby");
  shown = null;
  card?.remove();
}

const line = (name, text) => Object.assign(document.createElement(name), { textContent: text });
const textOf = (row, selector) => row?.querySelector(selector)?.textContent.trim() ?? "";

/** Time and title, then the speaker and the words. */
function lines({ startMs, endMs, title, row }) {
  const time = line("span", endMs === null ? clock(startMs) : `${clock(startMs)}–${clock(endMs)}`);
  time.className = "time";
  const head = document.createElement("p");
  head.append(time, ` ${title}`);
  const said = document.createElement("p");
  const who = textOf(row, ":scope > p > b, .clip__who, figcaption > :first-child:not(.play), .clip-says > a:not(.play)")
    || textOf(row?.closest(".turn"), "h2");
  const words = wordsOf(row, who);
  said.append(line("b", who), who && words ? ": " : "", words);
  return said.textContent ? [head, said] : [head];
}

function wordsOf(row, who) {
  const words = textOf(row, "blockquote, .summary, :scope > p:not(.clip__who, .clip__when, .back, .kicker)");
  const rest = words.startsWith(who) ? words.slice(who.length).replace(/^:/, "").trim() : words;
  return rest.length > MOST_WORDS ? `${rest.slice(0, MOST_WORDS).replace(/\s+\S*$/, "")}…` : rest;
}

/** Above the link where there is room, else below; never over the edge of the window. */
function place(link) {
  const [at, size] = [link.getClientRects()[0] ?? link.getBoundingClientRect(), card.getBoundingClientRect()];
  const above = at.top - size.height - MARGIN;
  const left = at.left + at.width / 2 - size.width / 2;
  card.style.top = `${above >= MARGIN ? above : Math.max(MARGIN, Math.min(at.bottom + MARGIN, innerHeight - size.height - MARGIN))}px`;
  card.style.left = `${Math.max(MARGIN, Math.min(left, document.documentElement.clientWidth - size.width - MARGIN))}px`;
}

document.addEventListener("pointerout", (event) => {
  if (event.pointerType !== "mouse" || !shown) return;
  clearTimeout(leaving);
  leaving = setTimeout(() => {
    if (!shown?.matches(":hover, :focus-visible") && !card.matches(":hover")) hide();
  }, LEAVE);
});
document.addEventListener("focusout", (event) => event.target === shown && hide());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && shown) hide();
});
document.addEventListener("pointerdown", (event) => {
  held = false;
  if (shown && !card.contains(event.target)) hide();
}, true);
document.addEventListener("pointermove", (event) => {
  if (pressed && Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > MOVED) release();
});
for (const type of ["pointerup", "pointercancel"]) document.addEventListener(type, release);

function release() {
  if (pressed && !held) clearTimeout(coming);
  pressed = null;
}

// The finger that stayed has seen the card: lifting it plays nothing.
document.addEventListener("click", (event) => {
  if (!held) return hide();
  held = false;
  event.preventDefault();
  event.stopPropagation();
}, true);
// A link that gets the focus may be scrolled into view by it.
for (const type of ["scroll", "resize"]) {
  window.addEventListener(type, () => {
    if (!shown) return;
    const { top, bottom } = shown.getBoundingClientRect();
    if (bottom < 0 || top > innerHeight) hide();
    else place(shown);
  }, { passive: true });
}
document.addEventListener("podsite:page", hide);
