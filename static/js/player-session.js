// What the player tells the device: names and pictures for its lock screen, and what its media keys do.

export function attach(player) {
  const session = navigator.mediaSession;
  if (!session) return;

  const acts = {
    play: () => player.play(),
    pause: () => player.audio.pause(),
    stop: () => player.close(),
    seekbackward: ({ seekOffset }) => (seekOffset ? player.jump(-seekOffset * 1000) : player.back()),
    seekforward: ({ seekOffset }) => (seekOffset ? player.jump(seekOffset * 1000) : player.forward()),
    seekto: ({ seekTime }) => player.seek(seekTime * 1000),
    previoustrack: () => player.turnChapter(-1),
    nexttrack: () => player.turnChapter(1),
  };
  for (const [action, act] of Object.entries(acts)) {
    try {
      session.setActionHandler(action, act);
    } catch {
      // Not every browser knows every key.
    }
  }

  let said = "";
  function tell() {
    const { title = "", show = "", art } = player.episode;
    const name = player.moment?.title || player.chapter?.title;
    const now = JSON.stringify([name, title, show, art]);
    if (now !== said) {
      const artwork = art ? [{ src: new URL(art, location.href).href }] : [];
      session.metadata = new MediaMetadata({ title: name || title, artist: show, album: name ? title : show, artwork });
      said = now;
    }
    session.playbackState = player.isPlaying ? "playing" : "paused";
    place();
  }

  function place() {
    if (!player.length || !session.setPositionState) return;
    const [duration, rate] = [player.length / 1000, player.audio.playbackRate];
    session.setPositionState({ duration, position: Math.min(player.at / 1000, duration), playbackRate: rate });
  }

  player.addEventListener("player:change", tell);
  for (const type of ["seeked", "ratechange", "loadedmetadata"]) player.audio.addEventListener(type, place);
  if (player.episode) tell();
}
