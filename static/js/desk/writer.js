// Where the text cursor last was in a body: cite and quote go there, and hand the cursor back.

import { $, narrow } from "./dom.js";
import { sections } from "./formset.js";

let body = null;
let at = 0;

document.addEventListener("selectionchange", () => {
  const active = document.activeElement;
  if (active?.matches?.("textarea.body")) remember(active, active.selectionEnd);
});

// That event comes a little late: whoever types and leaves at once has gone before it.
document.addEventListener("focusout", ({ target: left }) => {
  if (left.matches("textarea.body")) remember(left, left.selectionEnd);
});

/** Says which body is being written, and where. */
export function remember(textarea, position = textarea.value.length) {
  [body, at] = [textarea, position];
}

/** The body that is being written: the last one with the cursor, else that of the open section, else the first. */
export function target() {
  if (!body?.isConnected || body.closest(".section").hidden) {
    const all = sections();
    const section = all.find((one) => $(".fold", one).open) || all[0];
    body = section ? $(".body", section) : null;
    at = body ? body.value.length : 0;
  }
  return body;
}

export const section = () => target()?.closest(".section") || null;
export const position = () => at;

/** Gives the text cursor back. On a narrow screen the transcript stays in sight, so that one can cite on. */
export function focus() {
  if (!target()) return;
  $(".fold", section()).open = true;
  if (narrow.matches) return;
  body.focus();
  body.setSelectionRange(at, at);
}

/** Puts text in the place of the selection of a field, so that the browser's own undo takes it back. */
export function type(field, text) {
  field.focus();
  const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (done) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

/** Puts a marker at the cursor: before a full stop, and with a space before it where a word ends. */
export function insert(marker) {
  if (!target()) return;
  $(".fold", section()).open = true;
  const inside = at > 0 && /[.,;:!?]/.test(body.value[at - 1]) ? 1 : 0;
  const place = at - inside;
  const gap = place && !/[\s[(\]]/.test(body.value[place - 1]) ? " " : "";
  // What is hidden behind another tab of a narrow screen cannot take the focus, which inserting needs.
  const pane = body.closest(".pane");
  const unseen = !body.checkVisibility();
  if (unseen) pane.classList.add("peek");
  body.focus({ preventScroll: true });
  body.setSelectionRange(place, place);
  const after = place + gap.length + marker.length + inside;
  type(body, gap + marker);
  body.setSelectionRange(after, after);
  remember(body, after);
  if (unseen) pane.classList.remove("peek");
}
