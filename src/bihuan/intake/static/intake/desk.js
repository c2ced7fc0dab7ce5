// The desk: from a field to its characters and back, the keys, and making an entry of what is selected.

const desk = document.getElementById("desk");
const source = document.getElementById("source");
const side = document.getElementById("entries");
const pick = document.getElementById("pick");
let current = null;

const marksOf = (key) => source.querySelectorAll(`mark[data-m~="${CSS.escape(key)}"]`);
const entryOf = (key) => document.getElementById(`e-${key.split("-")[0]}`);

function lit(key, kind) {
  for (const mark of source.querySelectorAll(`mark.${kind}`)) mark.classList.remove(kind);
  for (const mark of marksOf(key)) mark.classList.add(kind);
}

function showPane(name) {
  const choice = document.getElementById(`show-${name}`);
  if (choice && choice.offsetParent !== null) choice.checked = true;
}

// To the characters that prove a field.
function showProof(key) {
  if (!marksOf(key).length) return;
  showPane("source");
  scrollBeside(key);
}

// The same beside the entry: where one pane shows at a time, it stays as it is.
function scrollBeside(key) {
  lit(key, "lit");
  marksOf(key)[0]?.scrollIntoView({ block: "center" });
}

function choose(entry, { scroll = true, focus = true } = {}) {
  if (!entry) return;
  current?.classList.remove("current");
  current = entry;
  entry.classList.add("current");
  lit(`${entry.dataset.entry}-problem`, "near");
  if (focus) entry.focus({ preventScroll: true });
  if (scroll) entry.scrollIntoView({ block: "nearest" });
}

// To the field that a mark proves.
function showField(mark) {
  const key = mark.dataset.m.split(" ").find((one) => entryOf(one));
  if (!key) return false;
  const entry = entryOf(key);
  showPane("entries");
  choose(entry, { scroll: false });
  const field = entry.querySelector(`[data-m="${CSS.escape(key)}"]`);
  const folded = field?.closest("details");
  if (folded) folded.open = true;
  (field ?? entry).scrollIntoView({ block: "center" });
  for (const one of side.querySelectorAll(".lit")) one.classList.remove("lit");
  field?.classList.add("lit");
  lit(key, "lit");
  return true;
}

side.addEventListener("click", (event) => {
  const proof = event.target.closest("a.proof");
  const entry = event.target.closest(".entry");
  if (entry) choose(entry, { scroll: false, focus: false });
  if (proof) {
    event.preventDefault();
    showProof(proof.dataset.m);
  } else if (entry && !event.target.closest("a, button, input, textarea, select, summary, label")) {
    showProof(`${entry.dataset.entry}-problem`);
    showPane("entries");
  }
});

// Where a point of the document stands in the text, in characters as Python counts them.
function offsetOf(node, offset) {
  const chunk = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest(".chunk");
  if (!chunk) return null;
  const before = document.createRange();
  before.selectNodeContents(chunk);
  before.setEnd(node, offset);
  return Number(chunk.dataset.at) + [...before.toString()].length;
}

function offerPassage(start, end, box) {
  if (start === null || end === null || end <= start) return;
  pick.elements.start.value = start;
  pick.elements.end.value = end;
  pick.hidden = false;
  // The style sheet reads these: a strict policy forbids the style attribute in markup, not the object model.
  pick.style.left = `${Math.min(box.left, window.innerWidth - 130)}px`;
  pick.style.top = `${Math.min(box.bottom + 6, window.innerHeight - 50)}px`;
}

document.addEventListener("mouseup", (event) => {
  if (pick.contains(event.target)) return;
  pick.hidden = true;
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !source.contains(selection.anchorNode)) return;
  const range = selection.getRangeAt(0);
  if (!source.contains(range.endContainer)) return;
  const start = offsetOf(range.startContainer, range.startOffset);
  const end = offsetOf(range.endContainer, range.endOffset);
  offerPassage(start, end, range.getBoundingClientRect());
});

source.addEventListener("click", (event) => {
  const mark = event.target.closest("mark");
  if (!mark || !document.getSelection()?.isCollapsed) return;
  if (showField(mark)) return;
  const gap = mark.dataset.m.split(" ").find((one) => one.startsWith("gap-"));
  if (gap && mark.classList.contains("k-gap")) {
    const pieces = [...marksOf(gap)];
    const last = pieces[pieces.length - 1];
    offerPassage(Number(gap.slice(4)), offsetOf(last, last.childNodes.length), last.getBoundingClientRect());
  }
});
source.addEventListener("scroll", () => { pick.hidden = true; }, { passive: true });

const entries = () => [...side.querySelectorAll(".entry")];

function step(by) {
  const all = entries();
  const at = current ? all.indexOf(current) : by > 0 ? -1 : all.length;
  choose(all[Math.max(0, Math.min(all.length - 1, at + by))]);
}

// To the next entry that waits and is not sure, from the top again behind the last.
function stepToDoubt() {
  const all = entries();
  const at = current ? all.indexOf(current) : -1;
  const waits = (one) => one.matches(".entry-proposed:is(.sure-look, .sure-doubtful)");
  choose(all.slice(at + 1).find(waits) ?? all.find(waits));
}

function press(name) {
  const place = current?.querySelector(`[data-act="${name}"]`);
  if (!place) return false;
  if (place.matches("details")) {
    place.open = true;
    place.querySelector("input:not([type=hidden])")?.focus();
  } else place.click();
  return true;
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  n: stepToDoubt,
  c: () => press("confirm") || press("reconsider"),
  e: () => press("edit"),
  x: () => press("reject") || press("restore"),
  m: () => current?.querySelector("input[type=checkbox]")?.click(),
  o: () => current && showProof(`${current.dataset.entry}-problem`),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && current?.classList.contains("editing")) {
    event.preventDefault();
    press("cancel");
    return;
  }
  if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, dialog[open]")) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// An entry that came back from the server takes the place of the one before: stay on it, or go on when it was decided.
let asked = "";
document.addEventListener("htmx:beforeRequest", (event) => { asked = event.detail.pathInfo.requestPath; });
document.addEventListener("htmx:load", (event) => {
  const fresh = event.detail.elt;
  if (!fresh.matches?.(".entry")) return;
  const decided = /\/do\/(confirm|reject)\/$/.test(asked);
  const next = fresh.nextElementSibling;
  choose(decided && next?.matches(".entry-proposed") ? next : fresh);
  if (fresh.matches(".editing")) {
    scrollBeside(`${fresh.dataset.entry}-problem`);
    fresh.querySelector("textarea")?.focus();
  }
});

// What an address points to: an entry on the right, or characters on the left.
const wanted = location.hash.slice(1);
if (wanted.startsWith("e-")) choose(document.getElementById(wanted));
else if (wanted.startsWith("m-")) showProof(wanted.slice(2));
desk.classList.add("ready");
