// The editor of a list: one more row at a click. Without this file there is always one empty row.

const rows = document.getElementById("rows");
const adder = document.getElementById("add-row");
const total = document.querySelector("input[name=rows-TOTAL_FORMS]");

if (rows && adder && total) {
  adder.hidden = false;
  adder.addEventListener("click", () => {
    const number = Number(total.value);
    const row = document.getElementById("empty-row").content.cloneNode(true);
    for (const element of row.querySelectorAll("[name], [id], [for]")) {
      for (const attribute of ["name", "id", "for", "aria-describedby"]) {
        const value = element.getAttribute(attribute);
        if (value) element.setAttribute(attribute, value.replaceAll("__prefix__", number));
      }
    }
    total.value = number + 1;
    rows.append(row);
    rows.lastElementChild.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  });
}
