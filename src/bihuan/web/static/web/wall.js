// The wall on a screen: one view at a time, keys, new figures every minute, a carousel, and the meeting's full screen.

import { drawBars } from "./wall-bars.js";

const REFRESH = 60_000;
const STAY = 15_000;
const wall = document.getElementById("wall");
const live = document.getElementById("wall-live");
const stale = document.getElementById("wall-stale");
const tabs = [...wall.querySelectorAll(".tabs a[data-view]")];
const views = tabs.map((tab) => tab.dataset.view);
const play = wall.querySelector("[data-play]");
let turning = 0;

function show(view) {
  wall.dataset.view = views.includes(view) ? view : views[0];
  for (const tab of tabs) {
    if (tab.dataset.view === wall.dataset.view) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
  drawBars(live);
}

// Put the view into the address without a jump, so that a reload and a bookmark keep it.
function turnTo(view) {
  show(view);
  history.replaceState(null, "", `${location.pathname}${location.search}#${wall.dataset.view}`);
}

function tellStale(why) {
  stale.hidden = false;
  stale.textContent = `${why}${document.getElementById("wall-as-of").textContent}`;
}

// Fetch what the address asks for and put it in place of the old in one step. Answers whether it worked.
async function refresh(address = location.href) {
  let answer;
  try {
    answer = await fetch(address, { headers: { "HX-Request": "true" }, cache: "no-store" });
    if (!answer.ok && answer.status !== 401) throw new Error(answer.statusText);
  } catch {
    tellStale(stale.dataset.gone);
    return false;
  }
  if (answer.status === 401) {
    tellStale(stale.dataset.signedOut);
    return false;
  }
  const focused = live.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body;
  live.replaceChildren(...fresh.childNodes);
  stale.hidden = true;
  drawBars(live);
  if (focused) live.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  return true;
}

// Another screen of the Gantt. Answers false where there is none in that direction.
async function turnPage(by) {
  const link = live.querySelector(`[data-page="${by}"]`);
  if (!link) return false;
  const address = new URL(link.href);
  if (wall.classList.contains("present")) address.searchParams.set("present", "1");
  if (await refresh(address)) history.replaceState(null, "", `${address.pathname}${address.search}#gantt`);
  return true;
}

async function toFirstPage() {
  const address = new URL(location.href);
  address.searchParams.delete("page");
  if (await refresh(address)) history.replaceState(null, "", address.pathname + address.search);
}

// The carousel: every screen of the Gantt, then the other views, then from the beginning.
async function advance() {
  if (wall.dataset.view === "gantt" && (await turnPage(1))) return;
  const next = views[(views.indexOf(wall.dataset.view) + 1) % views.length];
  if (next === "gantt") await toFirstPage();
  turnTo(next);
}

function setPlaying(on) {
  clearInterval(turning);
  turning = on ? setInterval(advance, STAY) : 0;
  play.setAttribute("aria-pressed", String(on));
  play.classList.toggle("primary", on);
}

function present(on) {
  const address = new URL(location.href);
  if (on) address.searchParams.set("present", "1");
  else address.searchParams.delete("present");
  wall.classList.toggle("present", on);
  document.body.classList.toggle("wall-present", on);
  wall.querySelector("[data-present]").hidden = on;
  wall.querySelector("[data-leave]").hidden = !on;
  history.replaceState(null, "", address);
  // Opened as ?present=1 the page came without its frame.
  if (!on && !document.querySelector(".bar-top")) location.reload();
}

function leave() {
  if (document.fullscreenElement) document.exitFullscreen();
  else present(false);
}

const keys = {
  1: () => turnTo(views[0]),
  2: () => turnTo(views[1]),
  3: () => turnTo(views[2]),
  p: () => setPlaying(!turning),
  ArrowRight: () => wall.dataset.view === "gantt" && turnPage(1),
  ArrowLeft: () => wall.dataset.view === "gantt" && turnPage(-1),
  Escape: () => wall.classList.contains("present") && leave(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, dialog")) return;
  keys[event.key]?.();
});
document.addEventListener("fullscreenchange", () => {
  if (!document.fullscreenElement && wall.classList.contains("present")) present(false);
});
wall.addEventListener("click", (event) => {
  const link = event.target.closest("a, button");
  if (!link || event.ctrlKey || event.metaKey) return;
  const { view, page } = link.dataset;
  if (view) turnTo(view);
  else if (page) turnPage(page);
  else if ("play" in link.dataset) setPlaying(!turning);
  else if ("present" in link.dataset) document.documentElement.requestFullscreen?.().catch(() => {}).then(() => present(true));
  else if ("leave" in link.dataset) leave();
  else return;
  if (link.dataset.print === undefined) event.preventDefault();
});
window.addEventListener("hashchange", () => show(location.hash.slice(1)));
// A screen that was asleep shows old figures until the minute is over; do not let it.
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());
window.addEventListener("online", () => refresh());
setInterval(refresh, REFRESH);

document.body.classList.toggle("wall-present", wall.classList.contains("present"));
if (wall.classList.contains("present")) wall.querySelector("[data-present]").hidden = true;
for (const button of [play, wall.querySelector("[data-print]")]) button.hidden = false;
show(location.hash.slice(1));
