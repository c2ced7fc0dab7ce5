// The page of one task: forms of steps open in a dialog, tabs follow the address. Without this file both are pages.

const dialog = document.getElementById("step-dialog");

document.addEventListener("htmx:beforeSwap", (event) => {
  // A refused step comes with the form, or with its errors alone: show them where the form is.
  const { xhr } = event.detail;
  if (xhr.status >= 400 && xhr.getResponseHeader("HX-Retarget")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "step-box" && dialog && !dialog.open) dialog.showModal();
  if (event.detail.target.id === "step-errors" || event.detail.target.id === "step-box") {
    event.detail.target.querySelector("[role=alert]")?.scrollIntoView({ block: "nearest" });
  }
});

document.addEventListener("click", (event) => {
  const tab = event.target.closest("[data-tab]");
  if (!tab) return;
  for (const other of document.querySelectorAll("[data-tab]")) other.removeAttribute("aria-current");
  tab.setAttribute("aria-current", "page");
});

// In the dialog 取消 closes it; on a page of its own it leads back to the task.
document.addEventListener("click", (event) => {
  const closer = event.target.closest("a[data-close]");
  if (closer?.closest("dialog")) event.preventDefault();
});

// A tab put into the history is a whole page again when it is left and come back to.
window.addEventListener("popstate", () => window.location.reload());
