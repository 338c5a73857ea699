// What the server says after saving, written into the form without losing what has been typed meanwhile.

import { $, $$, fill } from "./dom.js";
import { renumbered } from "./clip-rows.js";
import { control, set } from "./formset.js";

const MARKED = /^highlights-\d+-body$/;
const NUMBER = /^clips-\d+-number$/;

/** `sent` is a Map of what was sent; `saved` is the server's answer. */
export function write(saved, sent) {
  control("version").value = saved.version;
  for (const [name, id] of Object.entries(saved.ids || {})) {
    const field = control(name);
    if (field) field.value = id;
  }
  rename(saved.renamed || {}, sent);
  forgetDeleted(sent);
  fragments(saved);
}

/** A field that is still what was sent takes the server's value; in one that was typed on, only the markers change. */
function rename(renamed, sent) {
  const numbers = new Map();
  for (const [name, value] of Object.entries(renamed)) {
    if (NUMBER.test(name)) numbers.set(Number(sent.get(name)), Number(value));
  }
  for (const [name, value] of Object.entries(renamed)) {
    const field = control(name);
    if (!field || NUMBER.test(name)) continue;
    if (same(field.value, sent.get(name))) put(field, value);
    else if (MARKED.test(name)) put(field, renumbered(field.value, numbers));
  }
  for (const [name, value] of Object.entries(renamed)) if (NUMBER.test(name)) number(name, value);
}

const same = (a, b) => (a ?? "").replace(/\r\n/g, "\n") === (b ?? "").replace(/\r\n/g, "\n");

function put(field, value) {
  if (field.value === value) return;
  const [from, to] = [field.selectionStart, field.selectionEnd];
  field.value = value;
  if (document.activeElement === field) field.setSelectionRange(from, to);
  field.closest("tag-field")?.read();
}

/** A clip that got another number shows it. */
function number(name, value) {
  const field = control(name);
  const row = field?.closest(".clip");
  if (!row) return;
  const old = row.dataset.number;
  field.value = value;
  row.dataset.number = value;
  row.id = `clip-${value}`;
  $(".chip.play", row).textContent = value;
  for (const element of $$("[aria-label], label, .visually-hidden", row)) {
    const swap = (text) => text.replace(new RegExp(`\\b${old}\\b`), value);
    if (element.hasAttribute("aria-label")) element.setAttribute("aria-label", swap(element.getAttribute("aria-label")));
    else if (!element.children.length) element.textContent = swap(element.textContent);
  }
}

/** What the server has deleted it does not know any more: Undo makes it anew. */
function forgetDeleted(sent) {
  for (const [name, value] of sent) {
    if (value !== "on" || !name.endsWith("-DELETE")) continue;
    const row = control(name)?.closest("[data-prefix]");
    if (!row) continue;
    set(row, "id", "");
    for (const inside of $$(".quote, .linked-row", row)) set(inside, "id", "");
  }
}

function fragments({ state, fragments: parts = {} }) {
  if (state) {
    const button = $(".publish-bar .state");
    button.dataset.state = state.name;
    button.textContent = state.label;
  }
  if (parts.history != null) fill($("#revisions"), parts.history);
}
