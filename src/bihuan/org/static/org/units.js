// Suggests units while one is typed, into the data list of the page. Without this the name is simply typed in full.
const list = document.getElementById("unit-names");
let latest = 0;

for (const input of document.querySelectorAll("input[data-suggest]")) {
  input.addEventListener("input", async () => {
    const mine = ++latest;
    await new Promise((resolve) => setTimeout(resolve, 200));
    if (mine !== latest || input.value.trim().length < 2) return;
    const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(input.value)}`);
    if (!answer.ok || mine !== latest) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    list.replaceChildren(...page.querySelectorAll("option"));
  });
}
