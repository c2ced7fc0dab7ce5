// What every page can do: keys, dialogs, questions before a step, and a warning before unsaved work is lost.

const confirmDialog = document.getElementById("confirm-dialog");

// Ask in the page's own dialog. Resolves to true or false.
export function ask(question) {
  confirmDialog.querySelector("#confirm-text").textContent = question;
  confirmDialog.returnValue = "no";
  confirmDialog.showModal();
  return new Promise((resolve) => {
    confirmDialog.addEventListener("close", () => resolve(confirmDialog.returnValue === "yes"), { once: true });
  });
}

const typing = (element) => element.closest("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const search = document.querySelector("[data-search]") ?? document.getElementById("search");
  if (!search || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  search.focus();
  search.select();
});

document.addEventListener("click", (event) => {
  const greyed = event.target.closest("[aria-disabled=true]");
  if (greyed) event.preventDefault();
  const opener = event.target.closest("[data-dialog]");
  if (opener && !greyed) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (dialog) {
      event.preventDefault();
      dialog.showModal();
    }
  }
  const closer = event.target.closest("[data-close]");
  if (closer) closer.closest("dialog")?.close();
  if (event.target.closest("[data-print]")) window.print();
  for (const menu of document.querySelectorAll(".user details[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// Whoever signs in anew, in another tab, gets another secret. A form of a page that was open sends it behind the token it came with: Django
// looks at the last, and by the first a form is known that is sent twice.
export const secret = () => document.cookie.match(/(?:^|; )csrftoken=(\w+)/)?.[1] ?? "";
document.addEventListener("submit", ({ target: form }) => {
  const last = [...form.querySelectorAll("[name=csrfmiddlewaretoken]")].at(-1);
  if (last && secret() && last.value !== secret()) last.after(Object.assign(last.cloneNode(), { value: secret() }));
}, true);
document.addEventListener("htmx:configRequest", ({ detail: { headers } }) => {
  headers["X-CSRFToken"] = secret() || headers["X-CSRFToken"];
});

// [data-confirm] on a form or a button asks before the form is sent.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (question && form.dataset.confirmed !== "yes") {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!(await ask(question))) return;
    form.dataset.confirmed = "yes";
    form.requestSubmit(event.submitter);
    delete form.dataset.confirmed;
    return;
  }
  delete form.dataset.dirty;
}, true);

// A second click on a form that is on its way sends nothing. After a while, or back from the next page, it may be sent anew.
const WAY = 4000;
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, WAY);
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// [hx-confirm] uses the same dialog.
document.addEventListener("htmx:confirm", (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  ask(event.detail.question).then((yes) => yes && event.detail.issueRequest(true));
});

// [data-guard] on a form: leaving the page with unsaved entries asks first.
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.hasAttribute("data-guard")) form.dataset.dirty = "yes";
});
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-dirty]")) event.preventDefault();
});

// [data-autosubmit] on a field sends its form when it is changed.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
});

// Where the page tells what came of a request: in the dialog that is open, since what lies behind it is not seen.
function told(clean) {
  const dialog = document.querySelector("dialog[open]");
  if (!dialog) return document.getElementById("messages");
  let box = dialog.querySelector(":scope > .messages");
  if (!box && !clean) {
    box = document.createElement("div");
    box.className = "messages";
    box.setAttribute("aria-live", "polite");
    dialog.prepend(box);
  }
  if (clean) box?.replaceChildren();
  return box;
}
document.addEventListener("htmx:beforeRequest", (event) => event.detail.elt.closest("dialog[open]") && told(true));

// A refusal (401, 403, 409, 422) comes as a fragment that belongs to the page: show it instead of dropping it.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { status } = event.detail.xhr;
  if (status < 400) return;
  const type = event.detail.xhr.getResponseHeader("Content-Type") ?? "";
  if (event.detail.xhr.getResponseHeader("HX-Retarget") || !type.startsWith("text/html")) return;
  const box = told();
  if (!box) return;
  event.detail.target = box;
  event.detail.swapOverride = "innerHTML";
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});

// A part that renews itself leaves out a turn while something in it is held down: the click would be lost with it.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { elt, target } = event.detail;
  if (elt.getAttribute("hx-trigger")?.startsWith("every") && target.matches(":active")) event.detail.shouldSwap = false;
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => {
    const notice = document.createElement("p");
    notice.className = "notice error";
    notice.textContent = document.documentElement.lang === "en"
      ? "The server cannot be reached; nothing was changed. Try again when the connection is back."
      : "连不上服务器，刚才的操作没有生效。请在网络恢复后重试。";
    told()?.replaceChildren(notice);
  });
}
