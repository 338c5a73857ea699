// While an episode is held, links and forms of the site change the page around the bar, so that it goes on playing.
// Browsers without the Navigation API, and whatever is no page of the site, go there as ever.

/** Not ours to bring into a page: the desk, drafts, frames, and whatever has the name of a file. */
const ELSEWHERE = /^\/(admin|preview|embed|media|static)\/|\/[^/]*\.[^/]*$/;
const SHEETS_WAIT = 3_000;

export function attach(player) {
  if (!window.navigation) return;
  const seen = new Set([...document.scripts].map((script) => script.src));
  let shown = pageOf(location.href);

  navigation.addEventListener("navigate", (event) => {
    const to = event.destination.url;
    const isBack = event.navigationType === "traverse";
    // Back to another place on the same page: the browser does that best.
    if (player.hidden || !isOurs(event, to) || (isBack && pageOf(to) === shown)) return;
    event.intercept({ focusReset: "manual", scroll: "manual", handler: () => turn(event, to, isBack) });
  });

  async function turn(event, to, isBack) {
    shown = pageOf(to);
    const page = await fetchPage(to, event.signal);
    if (event.signal.aborted) return;
    // The address is there already: asking for it again is the real navigation.
    if (!page) return location.reload();
    const sheets = await bringSheets(page);
    if (event.signal.aborted) return;
    swap(page, player, sheets);
    runScripts(page, seen);
    scrollAtOnce(event);
    arrive(new URL(to).hash, isBack);
    player.announce(document.title);
    document.dispatchEvent(new CustomEvent("podsite:page"));
  }
}

function pageOf(url) {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

function isOurs(event, to) {
  if (!event.canIntercept || event.downloadRequest || event.formData || event.navigationType === "reload") return false;
  // A script that writes the address of the page, or a hash: there is nothing to fetch.
  if (event.hashChange || (event.destination.sameDocument && event.navigationType !== "traverse")) return false;
  const url = new URL(to);
  return url.origin === location.origin && !ELSEWHERE.test(url.pathname) && !ELSEWHERE.test(location.pathname);
}

/** The document at an address of the site; null where there is none, or not under that address. */
async function fetchPage(url, signal) {
  try {
    const response = await fetch(url, { signal, headers: { Accept: "text/html" } });
    const isPage = response.ok && response.headers.get("Content-Type")?.startsWith("text/html");
    if (!isPage || pageOf(response.url) !== pageOf(url)) return null;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return page.querySelector("main") ? page : null;
  } catch {
    return null;
  }
}

const sheetsOf = (page) => [...page.head.querySelectorAll("link[rel=stylesheet]")];

/** Adds the style sheets that a page has more, and resolves to its whole list when they have come. */
async function bringSheets(page) {
  const wanted = sheetsOf(page).map((sheet) => new URL(sheet.getAttribute("href"), location.href).href);
  const missing = wanted.filter((href) => !sheetsOf(document).some((sheet) => sheet.href === href));
  const last = sheetsOf(document).filter((sheet) => !sheet.hasAttribute("data-player")).at(-1);
  const added = missing.map((href) => Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
  last.after(...added);
  const come = added.map((sheet) => new Promise((done) => Object.assign(sheet, { onload: done, onerror: done })));
  await Promise.race([Promise.all(come), new Promise((done) => setTimeout(done, SHEETS_WAIT))]);
  return wanted;
}

const TOLD = "meta:not([charset], [name=viewport]), link:not([rel=stylesheet], [rel=icon], [rel=modulepreload])";

/** Puts a page in the place of this one; the bar stays where it is. */
function swap(page, player, sheets) {
  for (const name of ["lang", "dir", "class"]) {
    const value = page.documentElement.getAttribute(name);
    if (value === null) document.documentElement.removeAttribute(name);
    else document.documentElement.setAttribute(name, value);
  }
  document.title = page.title;
  document.head.querySelectorAll(TOLD).forEach((one) => one.remove());
  document.head.append(...page.head.querySelectorAll(TOLD));
  for (const sheet of sheetsOf(document)) {
    if (!sheet.hasAttribute("data-player") && !sheets.includes(sheet.href)) sheet.remove();
  }
  for (const old of [...document.body.childNodes]) if (old !== player) old.remove();
  const body = document.createDocumentFragment();
  body.append(...page.body.childNodes);
  player.before(body);
}

/** Modules that this document has not run yet; the elements that they define wake up by themselves. */
function runScripts(page, seen) {
  for (const { src } of page.scripts) {
    const url = src && new URL(src, location.href).href;
    if (!url || seen.has(url)) continue;
    seen.add(url);
    document.head.append(Object.assign(document.createElement("script"), { type: "module", src: url }));
  }
}

/** To the top, to what the hash names or to where somebody has been; a style sheet may want that to be seen. */
function scrollAtOnce(event) {
  document.documentElement.style.scrollBehavior = "auto";
  event.scroll();
  document.documentElement.style.scrollBehavior = "";
}

/** The focus goes where a reader goes on: to what the address names, else to the heading. */
function arrive(hash, isBack) {
  const target = (!isBack && named(hash)) || document.querySelector("h1") || document.querySelector("main");
  if (!target.matches("a[href], button, input")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
}

function named(hash) {
  try {
    return document.getElementById(decodeURIComponent(hash.slice(1)));
  } catch {
    return null;
  }
}
