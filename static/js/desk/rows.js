// Fields of the whole form as rows, so that what was kept finds its place again on a page whose indices have changed.

const ROW = /^(highlights|clips|related)-(\d+)-(.+)$/;
const INNER = /^(quotes|links)-(\d+)-(.+)$/;
/** The kinds of rows that stand in a section. */
export const INSIDE = ["quotes", "links"];
/** What tells two rows without an id apart. */
const OWN = { highlights: ["title", "body"], clips: ["start", "end", "excerpt"], related: ["related"], quotes: ["text"], links: ["other"] };
const SILENT = new Set(["id", "DELETE", "number"]);

/** [[name, value]] -> {highlights: [{prefix, values, quotes: [{prefix, values}], links: […]}], clips: […], related: […]} */
export function parse(pairs) {
  const found = { highlights: new Map(), clips: new Map(), related: new Map() };
  const row = (rows, index, prefix) => {
    if (!rows.has(index)) rows.set(index, { prefix, values: {}, quotes: new Map(), links: new Map() });
    return rows.get(index);
  };
  for (const [name, value] of pairs) {
    const match = ROW.exec(name);
    if (!match) continue;
    const [, kind, index, field] = match;
    const owner = row(found[kind], index, `${kind}-${index}`);
    const inner = INNER.exec(field);
    if (inner) row(owner[inner[1]], inner[2], `${kind}-${index}-${inner[1]}-${inner[2]}`).values[inner[3]] = value;
    else if (!/^(quotes|links)-/.test(field)) owner.values[field] = value;
  }
  const list = (rows) => [...rows.values()].map((one) => ({ ...one, quotes: [...one.quotes.values()], links: [...one.links.values()] }));
  return Object.fromEntries(Object.entries(found).map(([kind, rows]) => [kind, list(rows)]));
}

const line = (text) => (text ?? "").replace(/\r\n/g, "\n");

/** [[kept, here or null]]: rows belong together by id, and new ones by what stands in them. */
export function pairs(kind, kept, here) {
  const free = new Set(here);
  const take = (row) => { free.delete(row); return row; };
  const byId = kept.map((row) => [row, row.values.id ? here.find((one) => one.values.id === row.values.id) : null]);
  for (const [, row] of byId) if (row) take(row);
  return byId.map(([row, found]) => {
    if (found || row.values.id) return [row, found || null];
    const same = [...free].find((one) => OWN[kind].every((field) => line(one.values[field]) === line(row.values[field])));
    return [row, same ? take(same) : null];
  });
}

/** [{kind, row, quote, field, kept, here}] of what the copy says otherwise than the page. */
export function differences(kept, here) {
  const found = [];
  const compare = (kind, mine, theirs, about) => {
    const gone = (row) => row?.values.DELETE === "on";
    if (gone(mine)) {
      if (theirs && !gone(theirs)) found.push({ ...about, kind, row: mine, field: "DELETE", kept: "", here: "" });
      return;
    }
    for (const [field, value] of Object.entries(mine.values)) {
      const now = theirs?.values[field] ?? "";
      if (!SILENT.has(field) && line(value) !== line(now) && !(field === "ORDER" && !theirs)) {
        found.push({ ...about, kind, row: mine, field, kept: value, here: now });
      }
    }
  };
  for (const kind of ["highlights", "clips", "related"]) {
    for (const [mine, theirs] of pairs(kind, kept[kind], here[kind])) {
      compare(kind, mine, theirs, {});
      for (const inside of INSIDE) {
        for (const [row, other] of pairs(inside, mine[inside], theirs?.[inside] || [])) compare(inside, row, other, { owner: mine });
      }
    }
  }
  return found;
}
