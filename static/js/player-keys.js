// The keyboard of the player, while its bar is open. A dialog shows the keys, and turns them off for who speaks to a machine.

import * as memory from "./player-memory.js";

const TYPED_INTO = "input, textarea, select, [contenteditable], dialog, [role=textbox], [role=combobox], [role=listbox]";
const PRESSED_BY_SPACE = "button, summary, audio, video, [role=button]";

export function attach(player) {
  const [help, chosen] = [player.part("help"), player.part("keys")];
  const speeds = [...player.part("speed").options].map((option) => Number(option.value));

  const faster = (step) => {
    const next = speeds[speeds.indexOf(player.audio.playbackRate) + step];
    if (!next) return;
    player.setSpeed(next);
    player.say(player.part("speed").selectedOptions[0].textContent);
  };
  const acts = {
    " ": () => player.toggle(),
    k: () => player.toggle(),
    j: () => player.back(),
    ArrowLeft: () => player.back(),
    l: () => player.forward(),
    ArrowRight: () => player.forward(),
    ",": () => faster(-1),
    ".": () => faster(1),
    m: () => player.mute(),
    "?": () => help.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (player.hidden || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.key === "Escape") return player.unfold(false);
    const focused = document.activeElement;
    if (memory.keysAreOff() || focused?.matches(TYPED_INTO) || focused?.closest("dialog")) return;
    if (event.key === " " && focused?.matches(PRESSED_BY_SPACE)) return;
    if (event.shiftKey && event.key !== "?") return;
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  chosen.checked = !memory.keysAreOff();
  chosen.addEventListener("change", () => memory.keepKeys(chosen.checked));
  player.part("asks").addEventListener("click", () => help.showModal());
}
