// What the site knows of an episode beside its sound: names, chapters and cited moments. Its own page says it.

const secondsOf = (link) => Number(/#t=([\d.]+)/.exec(link.getAttribute("href"))?.[1]);

/** `{episode, chapters: [{title, startMs}], moments: [ms]}` of the episode that a page, the document, is about. */
function read(page) {
  const listen = page.querySelector("listen-here");
  const offset = Number(listen.dataset.offset ?? 0);
  const startOf = (link) => secondsOf(link) * 1000 - offset;
  const chapters = [...page.querySelectorAll(".highlights > .highlight")].map((section) => ({
    title: section.querySelector("h3").textContent,
    startMs: Math.min(...[...section.querySelectorAll(".clip-notes .play")].map(startOf)),
  }));
  return {
    episode: { ...listen.dataset, hue: page.documentElement.className },
    chapters: chapters.filter(({ startMs }) => Number.isFinite(startMs)).sort((a, b) => a.startMs - b.startMs),
    moments: [...page.querySelectorAll(".clip-list .play")].map(startOf).filter(Number.isFinite),
  };
}

async function pageAt(url) {
  if (new URL(url, location.href).pathname === location.pathname) return document;
  const response = await fetch(url, { credentials: "same-origin" });
  return new DOMParser().parseFromString(response.ok ? await response.text() : "", "text/html");
}

/** Chapters as a feed or a file had them: for an episode without highlights that are placed in time. */
async function importedChapters(url) {
  const response = await fetch(new URL("chapters.json", new URL(url, location.href)));
  if (!response.ok) return [];
  const { chapters = [] } = await response.json();
  return chapters.filter((one) => one.toc !== false && one.title)
    .map((one) => ({ title: one.title, startMs: one.startTime * 1000 }));
}

/** As `read`, of the page of an `episode`; null where that cannot be had: then the bar has a name less. */
export async function details(episode) {
  try {
    const page = await pageAt(episode.url);
    if (!page.querySelector("listen-here")) return null;
    const found = read(page);
    // A draft has no address but the one that is secret.
    const isPublic = page.querySelector("link[rel=canonical]");
    if (!found.chapters.length && isPublic) found.chapters = await importedChapters(episode.url);
    return found;
  } catch {
    return null;
  }
}
