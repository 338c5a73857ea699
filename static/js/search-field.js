// The field of search: "/" leads to it from anywhere. What suggests is fetched when somebody is in it.

const TYPED_INTO = "input, textarea, select, [contenteditable], dialog";

/** Whether the keys of the player are turned off: then this one is, too. */
function keysAreOff() {
  try {
    return localStorage.getItem("podsite:keys") === "false";
  } catch {
    return false;
  }
}

const help = () => document.activeElement.closest("search-suggest") && import("./search-suggest.js");

document.addEventListener("focusin", help);
document.addEventListener("keydown", (event) => {
  const field = document.querySelector(".search input");
  if (event.key !== "/" || !field || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.closest(TYPED_INTO) || keysAreOff()) return;
  event.preventDefault();
  field.select();
});
help();
