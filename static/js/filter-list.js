// Filters the index of tags while somebody types. Without it, the form asks the server.
class FilterList extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input[type=search]");
    this.status = this.querySelector("[data-count]");
    if (!this.field || this.querySelector(".pager")) return; // Several pages: only the server knows all tags.
    this.whole = this.status.textContent;
    this.groups = [...this.querySelectorAll(".index > li")].map((group) => ({
      group,
      tags: [...group.querySelectorAll("li")].map((item) => ({
        item,
        name: item.querySelector("a").textContent.normalize("NFKC").toLowerCase(),
      })),
    }));
    this.field.addEventListener("input", () => this.filter());
    if (!this.field.value) this.filter();
  }

  filter() {
    const wanted = this.field.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { group, tags } of this.groups) {
      let left = 0;
      for (const { item, name } of tags) {
        item.hidden = !wanted.every((word) => name.includes(word));
        left += item.hidden ? 0 : 1;
      }
      group.hidden = left === 0;
      shown += left;
    }
    this.status.textContent = wanted.length ? `${shown} / ${this.whole}` : this.whole;
  }
}

customElements.define("filter-list", FilterList);
