// The sentences of the desk stand in the page, translated: <desk-words data-saved="Saved {time}" …>.

import { $ } from "./dom.js";

/** The sentence of a name, with {places} filled in. */
export function word(name, values = {}) {
  const text = $("desk-words").dataset[name] ?? "";
  return text.replace(/\{(\w+)\}/g, (place, key) => values[key] ?? place);
}
