// Suggests names of units while one is typed: fills the list that the field points to.

let waiting = 0;

document.addEventListener("input", (event) => {
  const field = event.target.closest("[data-suggest]");
  const list = field?.list ?? document.getElementById(field?.getAttribute("list"));
  if (!field || !list || !field.value.trim()) return;
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(field.value.trim())}`);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    list.replaceChildren(...page.querySelectorAll("option"));
  }, 150);
});
