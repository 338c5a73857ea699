// Puts what was kept on the device into the form again, row by row.

import { $, $$, changed } from "./dom.js";
import { addClip, renumbered } from "./clip-rows.js";
import { control, fields, grow, remove, set, takeIndex } from "./formset.js";
import { pairs, parse } from "./rows.js";

const LEAVE = new Set(["id", "DELETE", "number", "ORDER"]);

/** `copy` is {version, fields}: the page is then what the lost one was, read at the same version. */
export function bringBack(copy) {
  const kept = parse(copy.fields);
  const here = parse(fields());
  const numbers = clips(kept, here);
  sections(kept, here, numbers);
  related(kept, here);
  control("version").value = copy.version;
  changed();
}

const element = (row) => row && document.querySelector(`[data-prefix="${row.prefix}"]`);

function write(row, values) {
  for (const [field, text] of Object.entries(values)) if (!LEAVE.has(field)) set(row, field, text);
  if (values.DELETE === "on") remove(row);
}

/** Clips first: one whose number somebody else has taken meanwhile gets another, in every text. */
function clips(kept, here) {
  const numbers = new Map();
  for (const [mine, theirs] of pairs("clips", kept.clips, here.clips)) {
    const { values } = mine;
    if (!theirs && values.DELETE === "on") continue;
    const row = element(theirs) || addClip({ wanted: Number(values.number) }).row;
    write(row, values);
    $(".heard .text", row).textContent = values.title || values.excerpt || "";
    const number = Number(row.dataset.number);
    if (!theirs && number !== Number(values.number)) numbers.set(Number(values.number), number);
  }
  return numbers;
}

function sections(kept, here, numbers) {
  const board = $("desk-sections");
  const places = new Map();
  for (const [mine, theirs] of pairs("highlights", kept.highlights, here.highlights)) {
    const { values } = mine;
    if (!theirs && values.DELETE === "on") continue;
    const row = element(theirs) || board.add(null, { open: false });
    write(row, { ...values, body: renumbered(values.body ?? "", numbers) });
    places.set(row, Number(values.ORDER) || 0);
    $("tag-field", row).read();
    $("desk-section", row).name();
    for (const [quote, other] of pairs("quotes", mine.quotes, theirs?.quotes || [])) {
      if (!other && quote.values.DELETE === "on") continue;
      const clip = numbers.get(Number(quote.values.clip)) ?? quote.values.clip;
      write(element(other) || $("desk-quotes", row).add(), { ...quote.values, clip });
    }
    for (const [link, other] of pairs("links", mine.links, theirs?.links || [])) {
      if (!other && link.values.DELETE === "on") continue;
      write(element(other) || $("desk-links", row).add({ other: link.values.other }), link.values);
    }
  }
  // Rows that the copy does not know stay behind those that it does.
  const list = $(".sections");
  const order = (row) => places.get(row) ?? Infinity;
  list.append(...$$(":scope > .section", list).sort((a, b) => order(a) - order(b)));
  board.count();
}

function related(kept, here) {
  const list = $("desk-related");
  for (const [mine, theirs] of pairs("related", kept.related, here.related)) {
    const { values } = mine;
    if (!theirs && values.DELETE === "on") continue;
    const offered = $$(".suggested > li", list).find((one) => one.dataset.episode === values.related);
    const places = {
      __prefix__: theirs ? 0 : takeIndex("related"), __episode__: values.related, __why__: "",
      __title__: offered ? $(".title", offered).textContent : `#${values.related}`,
    };
    const row = element(theirs) || grow("related-form", places);
    $(".chosen", list).append(row);
    write(row, values);
    if (offered && values.DELETE !== "on") offered.hidden = true;
  }
  list.count();
}
