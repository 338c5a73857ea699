// A button beside a field that can only be read: copies what stands in it. Without it, one selects and copies.
class CopyField extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("input, textarea");
    if (!field || !navigator.clipboard || this.querySelector("button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = this.dataset.label;
    // The words on the button change, and are read out when they do.
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
        button.textContent = this.dataset.done;
      } catch {
        // Not allowed here; it is selected, and the keyboard copies it.
        button.textContent = this.dataset.label;
      }
    });
    field.addEventListener("focus", () => field.select());
    this.append(button);
  }
}

customElements.define("copy-field", CopyField);
