// Django formsets in the page: names are made of a prefix, an index and a field; empty forms stand in <template>s.

import { $, $$, form } from "./dom.js";

/** The control of a name. */
export const control = (name) => form().elements.namedItem(name);

/** The value of a field of a row. */
export const value = (row, field) => control(`${row.dataset.prefix}-${field}`)?.value ?? "";

export function set(row, field, text) {
  const found = control(`${row.dataset.prefix}-${field}`);
  if (found) found.value = text;
}

/** Takes the next index of a formset: its count of forms grows by one. */
export function takeIndex(prefix) {
  const total = control(`${prefix}-TOTAL_FORMS`);
  const index = Number(total.value);
  total.value = index + 1;
  return index;
}

/** A copy of an empty form, with `{__prefix__: 3, …}` filled in everywhere. */
export function grow(template, places) {
  const row = $(`#${template}`).content.firstElementChild.cloneNode(true);
  const swap = (text) => Object.entries(places).reduce((now, [mark, given]) => now.replaceAll(mark, given), text);
  for (const element of [row, ...$$("*", row)]) {
    for (const attribute of [...element.attributes]) {
      if (attribute.value.includes("__")) element.setAttribute(attribute.name, swap(attribute.value));
    }
  }
  const texts = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) if (texts.currentNode.data.includes("__")) texts.currentNode.data = swap(texts.currentNode.data);
  return row;
}

/** Hides a row and tells the server to delete it; the row stays, so that Undo can bring it back. */
export function remove(row) {
  row.hidden = true;
  set(row, "DELETE", "on");
}

export function restore(row) {
  row.hidden = false;
  set(row, "DELETE", "");
}

export const sections = () => $$(".sections > .section:not([hidden])");
export const links = (section) => $$(".linked-row:not([hidden])", section);
export const quotes = (section) => $$(".quote:not([hidden])", section);
export const clipRows = () => $$(".clips > .clip:not([hidden])");
export const relatedRows = () => $$(".related .chosen > li:not([hidden])");

const LOOKING = /-link_(words|says)$/;

/** Every field of the form as [name, text], but for what belongs to this one sending. */
export function fields() {
  const own = new Set(["csrfmiddlewaretoken", "status", "publish_at", "withdrawn_reason", "open", "split_at", "with", "with-offered"]);
  return [...new FormData(form())].filter(([name]) => !own.has(name) && !name.startsWith("merge") && !LOOKING.test(name));
}
