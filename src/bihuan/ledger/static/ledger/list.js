// The ledger's list: rows by keyboard, selecting, and the dialog for acting on many. Everything also works without it.

import "../web/suggest.js";

const rows = () => [...document.querySelectorAll(".rows tbody tr")];
const here = () => document.querySelector(".rows tr[data-here]");
const picks = () => [...document.querySelectorAll("#ledger-form [name=task]")];

function goTo(row) {
  if (!row) return;
  here()?.removeAttribute("data-here");
  row.setAttribute("data-here", "");
  row.scrollIntoView({ block: "nearest" });
}

function tell() {
  const told = document.getElementById("selected-count");
  if (!told) return;
  const chosen = picks().filter((pick) => pick.checked).length;
  told.textContent = chosen ? told.dataset.some.replace("{n}", chosen) : told.dataset.none;
  const all = document.getElementById("select-page");
  all.checked = chosen > 0 && chosen === picks().length;
  all.indeterminate = chosen > 0 && chosen < picks().length;
}

function begin() {
  const all = document.getElementById("select-page");
  if (all) all.hidden = false;
  tell();
}

document.addEventListener("change", (event) => {
  if (event.target.id === "select-page") for (const pick of picks()) pick.checked = event.target.checked;
  if (event.target.closest("#ledger-form")) tell();
});

let last = null;
document.addEventListener("click", (event) => {
  const pick = event.target.closest("#ledger-form [name=task]");
  if (!pick) return;
  if (event.shiftKey && last && picks().includes(last)) {
    const [from, to] = [picks().indexOf(last), picks().indexOf(pick)].sort((a, b) => a - b);
    for (const between of picks().slice(from, to + 1)) between.checked = pick.checked;
    tell();
  }
  last = pick;
});

const moves = { j: 1, k: -1 };
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
  const all = rows();
  if (event.key in moves) goTo(all[Math.max(0, Math.min(all.length - 1, all.indexOf(here()) + moves[event.key]))]);
  if (event.key === "x" && here()) here().querySelector("[name=task]")?.click();
  if (event.key === "Enter" && here() && !event.target.closest("a, button, summary, input")) location.assign(here().dataset.url);
});

// The forms for many tasks open in a dialog; sent as they are, they are pages of their own.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.hasAttribute("data-bulk") || !window.htmx) return;
  event.preventDefault();
  const form = document.getElementById("ledger-form");
  const values = {};
  for (const [name, value] of new FormData(form)) (values[name] ??= []).push(value);
  window.htmx.ajax("POST", button.formAction, { target: "#bulk-body", swap: "innerHTML", values });
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id === "bulk-body") {
    const dialog = document.getElementById("bulk-dialog");
    if (dialog && !dialog.open) dialog.showModal();
  }
  if (event.detail.target?.id === "ledger") begin();
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (["bulk-body", "ledger"].includes(event.detail.target?.id) && event.detail.xhr.getResponseHeader("HX-Retarget")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.addEventListener("click", (event) => {
  if (event.target.closest("#bulk-dialog [data-close]")) event.preventDefault();
});

document.addEventListener("htmx:historyRestore", begin);

begin();
