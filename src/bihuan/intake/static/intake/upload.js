// Hands in several files at once, each with its own progress bar. Without this the form sends them all in one go.

import { secret } from "../web/frame.js";

const form = document.getElementById("drop");
const input = document.getElementById("file");
const list = document.getElementById("uploads");
const line = document.getElementById("upload-line");
const texts = document.getElementById("texts").dataset;
const ATONCE = 3;
const waiting = [];
let sending = 0;

function add(files) {
  for (const file of files) {
    const row = line.content.firstElementChild.cloneNode(true);
    row.querySelector(".name").textContent = file.name;
    list.append(row);
    waiting.push({ file, row });
  }
  list.hidden = list.childElementCount === 0;
  next();
}

function next() {
  while (sending < ATONCE && waiting.length) send(waiting.shift());
}

// fetch tells nothing of what was sent so far, so it is a request of the older kind.
function send({ file, row }) {
  sending += 1;
  const bar = row.querySelector("progress");
  const told = row.querySelector(".told");
  const request = new XMLHttpRequest();
  const data = new FormData();
  data.append("file", file);
  told.textContent = texts.sending;
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = (event.loaded / event.total) * 100;
  });
  request.addEventListener("load", () => finish(request, row, bar, told));
  request.addEventListener("error", () => { told.textContent = texts.lost; });
  request.addEventListener("loadend", () => {
    sending -= 1;
    next();
  });
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("X-CSRFToken", secret());
  request.send(data);
}

async function finish(request, row, bar, told) {
  let answer = {};
  try {
    const told = JSON.parse(request.responseText);
    answer = told.files?.[0] ?? { error: told.detail };
  } catch {
    // Not from this program: a proxy in between refused it.
  }
  if (!answer.url) {
    row.classList.add("refused");
    told.textContent = answer.error ?? texts.refused;
    return;
  }
  bar.value = 100;
  told.textContent = answer.known ? texts.known : texts.kept;
  const link = document.createElement("a");
  link.href = answer.url;
  link.textContent = answer.name;
  row.querySelector(".name").replaceChildren(link);
  await showRow(answer.row);
}

async function showRow(address) {
  const rows = document.getElementById("rows");
  const answer = await fetch(address);
  if (!rows || !answer.ok) return;
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  const fresh = holder.content.querySelector("tr");
  document.getElementById(fresh.id)?.remove();
  rows.prepend(fresh);
  document.getElementById("nothing")?.remove();
  window.htmx?.process(fresh);
}

form.addEventListener("submit", (event) => {
  if (!input.files.length) return;
  event.preventDefault();
  add(input.files);
  form.reset();
});
input.addEventListener("change", () => {
  add(input.files);
  form.reset();
});
for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.add("over");
  });
}
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) form.classList.remove("over");
});
document.addEventListener("drop", (event) => {
  if (!event.dataTransfer?.files.length) return;
  event.preventDefault();
  form.classList.remove("over");
  add(event.dataTransfer.files);
});
