// Sentences at fields: those of a save stay until the next one or until the field is changed, those of a look until the next look.

import { $, $$, form, make } from "./dom.js";
import { control } from "./formset.js";

/** Shows {name: [sentence]} at the fields, and takes away what the same source said before. Returns the first field. */
export function show(errors, source) {
  for (const item of $$(`.errorlist > [data-source=${source}]`)) drop(item);
  let first = null;
  for (const [name, sentences] of Object.entries(errors)) {
    const field = control(name);
    const list = document.getElementById(`${name}-e`) || place(field);
    const there = new Set([...(list?.children || [])].map((item) => item.textContent));
    for (const sentence of sentences) {
      if (!there.has(sentence)) list?.append(make("li", { "data-source": source }, sentence));
    }
    if (field?.setAttribute && field.type !== "hidden") field.setAttribute("aria-invalid", "true");
    const spot = field && field.type !== "hidden" ? field : list?.closest(".section, .clip, .quote, li");
    if (spot && (!first || spot.compareDocumentPosition(first) & Node.DOCUMENT_POSITION_FOLLOWING)) first = spot;
  }
  return first;
}

/** Takes away every sentence at a field, which has just been changed. */
export function forget(field) {
  const list = document.getElementById(`${field.name}-e`);
  if (!list || field.closest("time-field")) return;
  list.replaceChildren();
  field.removeAttribute("aria-invalid");
}

/** Whatever stood at the fields when the page came belongs to the save before it. */
export function adopt() {
  for (const item of $$(".errorlist > li:not([data-source])", form())) item.dataset.source = "save";
}

function drop(item) {
  const list = item.parentElement;
  item.remove();
  if (list.children.length) return;
  const field = control(list.id.replace(/-e$/, ""));
  field?.removeAttribute?.("aria-invalid");
}

/** A field without a place for sentences gets one behind it. */
function place(field) {
  if (!field?.after) return $("#notices");
  const list = make("ul", { class: "errorlist", id: `${field.name}-e` });
  field.after(list);
  return list;
}
