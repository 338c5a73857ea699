// Marks the reader's place in the table of contents while the page scrolls. Without it the list is a list of links.
class ContentsList extends HTMLElement {
  connectedCallback() {
    const links = new Map([...this.querySelectorAll("a")].map((link) => [link.hash.slice(1), link]));
    this.observer = new IntersectionObserver(
      (seen) => {
        for (const { target, isIntersecting } of seen) {
          const link = links.get(target.id);
          if (isIntersecting) link.setAttribute("aria-current", "true");
          else link.removeAttribute("aria-current");
        }
      },
      { rootMargin: "-25% 0px -74% 0px" },
    );
    for (const id of links.keys()) {
      const section = document.getElementById(decodeURIComponent(id));
      if (section) {
        links.set(section.id, links.get(id));
        this.observer.observe(section);
      }
    }
  }

  disconnectedCallback() {
    this.observer?.disconnect();
  }
}

customElements.define("contents-list", ContentsList);
