// Small helpers that every part of the desk uses: finding, making, announcing, leading to a place.

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
export const narrow = matchMedia("(max-width: 60rem)");
export const form = () => $("#desk");

document.documentElement.classList.add("scripted");

/** Whether somebody may only look. */
export const readOnly = () => form().hasAttribute("data-read-only");

/** An element with attributes (true: without a value; false, null: not at all) and children. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false && value != null) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** A symbol of icons.html, drawn by name. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "i");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** Puts what the server has rendered in the place of an element's children. */
export function fill(element, html) {
  if (element) element.replaceChildren(document.createRange().createContextualFragment(html));
}

/** Reads a sentence out, politely. The empty moment between makes the same sentence heard twice. */
export function say(text) {
  const live = $("#desk-live");
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = text; });
}

/** Tells the parts that a script has changed the form; typing tells it by itself. */
export function changed(source = form()) {
  source.dispatchEvent(new CustomEvent("desk:changed", { bubbles: true }));
}

/** Shows a notice above the desk: kind is "warning" or "error", acts are {words, run, href}. Returns its element. */
export function notice(kind, text, ...acts) {
  const detail = { kind, text, acts };
  document.dispatchEvent(new CustomEvent("desk:notice", { detail }));
  return detail.item;
}

/** Lets a place light up for a moment. */
export function flash(element) {
  element.classList.remove("flash");
  void element.offsetWidth;
  element.classList.add("flash");
}

/** Opens whatever hides an element, scrolls to it and gives it the focus. */
export function goTo(element) {
  if (!element) return;
  const pane = element.closest(".pane");
  if (pane) document.dispatchEvent(new CustomEvent("desk:pane", { detail: pane.id }));
  for (let around = element.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
  const fold = element.querySelector(":scope > .fold");
  if (fold) fold.open = true;
  element.scrollIntoView({ block: "center" });
  flash(element.closest(".section, .clip, .quote") || element);
  const inside = element.matches("input, textarea, select, button, a")
    ? element
    : $("[aria-invalid=true], .body, input:not([type=hidden], .position), button", element) || element;
  inside.focus({ preventScroll: true });
}

/** The element that a link of the server's means: a field, a section, a clip, or the section at a place. */
export function target(hash) {
  const name = decodeURIComponent(hash.slice(1));
  const place = /^place-(\d+)$/.exec(name);
  return place ? $$(".sections > .section:not([hidden])")[place[1] - 1] : document.getElementById(`${name}-entry`) || document.getElementById(name);
}
