// <desk-kept>: typing that a crashed browser left on this device: bring it back, see the difference, throw it away.

import { $, make, notice, readOnly, say } from "./dom.js";
import { bringBack } from "./bring-back.js";
import { timeOfDay } from "./clock.js";
import { fields } from "./formset.js";
import { abandoned, claim, drop } from "./kept.js";
import { differences, parse } from "./rows.js";
import { word } from "./words.js";

const AGAIN = 1500;
const PLAIN = new Set(["title", "body", "takeaway", "tags", "status", "start", "end", "excerpt", "speaker", "text", "clip", "reason", "related", "says", "other", "ORDER", "DELETE"]);

customElements.define("desk-kept", class extends HTMLElement {
  async connectedCallback() {
    if (readOnly()) return;
    this.offered = new Set();
    await claim();
    await this.look(true);
    // A page that has just been left may not have let go of its lock yet.
    setTimeout(() => this.look(false), AGAIN);
  }

  async look(first) {
    for (const copy of await abandoned(first)) if (!this.offered.has(copy.key)) this.offer(copy);
  }

  offer(copy) {
    this.offered.add(copy.key);
    const found = differences(parse(copy.fields), parse(fields()));
    if (!found.length) {
      drop(copy.key);
      return;
    }
    const moment = new Date(copy.at);
    const time = moment.toDateString() === new Date().toDateString() ? timeOfDay(moment) : moment.toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    const places = [...new Set(found.map((one) => this.place(one)))];
    const more = places.length > 3 ? word("andMore", { number: places.length - 3 }) : "";
    const where = [...places.slice(0, 3), more].filter(Boolean).join(", ");
    const item = notice("warning", word("kept", { time, where }),
      { words: word("bringBack"), run: () => this.back(copy, time) },
      { words: word("seeDifference"), stay: true, run: () => this.show(item, found) },
      { words: word("throwAway"), run: () => drop(copy.key) });
  }

  place({ kind, row, owner, field }) {
    const section = (owner || row).values.ORDER;
    const name = { highlights: () => word("section", { place: section }), quotes: () => word("quoteOf", { place: section }), links: () => word("linkOf", { place: section }),
      clips: () => word("clip", { number: row.values.number }), related: () => word("related") }[kind]();
    return PLAIN.has(field) ? `${name}: ${word(`field${field[0].toUpperCase()}${field.slice(1).toLowerCase()}`)}` : name;
  }

  show(item, found) {
    const there = $(".difference", item);
    if (there) {
      there.remove();
      return;
    }
    const list = make("dl", { class: "difference" });
    for (const one of found) {
      list.append(make("dt", {}, this.place(one)));
      if (one.field === "DELETE") continue;
      list.append(make("dd", {}, make("b", {}, word("onDevice")), " ", make("span", {}, one.kept || "–")));
      list.append(make("dd", {}, make("b", {}, word("onServer")), " ", make("span", {}, one.here || "–")));
    }
    item.append(list);
  }

  back(copy, time) {
    bringBack(copy);
    $("desk-save").keep();
    drop(copy.key);
    say(word("broughtBack", { time }));
  }
});
