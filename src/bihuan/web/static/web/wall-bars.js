// How each unit's tasks are made up by progress, beside the matrix: every bar leads to its rows in the ledger.

const WIDE = matchMedia("(min-width: 1300px)");
const LOOKS = {
  closed: { color: "--accent" },
  reported: { color: "--accent-tint", borderColor: "--accent" },
  on_schedule: { color: "--accent-tint" },
  not_started: { color: "--surface", borderColor: "--line-2", borderType: "dashed" },
  behind: { color: "--line-2", borderColor: "--ink" },
  overdue: { color: "--ink" },
};
// A pattern for each, so that the bars can be told apart without their shades.
const PATTERNS = {
  reported: { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: -Math.PI / 4 },
  behind: { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [1, 4], rotation: Math.PI / 4 },
};
let library = null;
let chart = null;
let drawn = null;

// Draw into the part of the page that is shown now; a chart of an older part is given up.
export async function drawBars(live) {
  const box = live.querySelector("#wall-bars");
  const data = live.querySelector("#wall-bars-data");
  if (!box || !data || !WIDE.matches || !live.closest("[data-view=matrix]") || drawn === box) return;
  const { names, series } = JSON.parse(data.textContent);
  if (!names.length) return;
  drawn = box;
  library ??= await import("../vendor/echarts.js").catch(() => null);
  if (!library || !box.isConnected) return;
  chart?.dispose();
  box.hidden = false;
  const table = box.parentElement.querySelector(".matrix");
  const size = parseFloat(getComputedStyle(box).fontSize);
  chart = library.init(box, null, { renderer: "svg", height: Math.max(table.offsetHeight, 14 * size) });
  chart.setOption(optionOf(names, series, size));
  chart.on("click", ({ seriesIndex, dataIndex }) => location.assign(series[seriesIndex].urls[dataIndex]));
}

function optionOf(names, series, size) {
  const style = getComputedStyle(document.documentElement);
  const known = (name) => style.getPropertyValue(name).trim();
  const text = { fontSize: size * 0.9, color: known("--ink"), fontFamily: style.getPropertyValue("--font") };
  return {
    animation: false,
    textStyle: text,
    grid: { left: 8, right: 16, top: size * 2.6, bottom: 8, containLabel: true },
    legend: { top: 0, itemGap: 12, textStyle: text },
    tooltip: { trigger: "item", renderMode: "richText", textStyle: text },
    xAxis: { type: "value", minInterval: 1, axisLabel: text, splitLine: { lineStyle: { color: known("--line") } } },
    yAxis: { type: "category", data: names, inverse: true, axisTick: { show: false }, axisLabel: { ...text, interval: 0, width: size * 9, overflow: "truncate" } },
    series: series.map(({ code, name, counts }) => ({
      type: "bar",
      stack: "all",
      name,
      data: counts.map((count) => count || null),
      barMaxWidth: size * 1.5,
      itemStyle: look(code, known),
    })),
  };
}

function look(code, known) {
  const { borderType = "solid", ...colours } = LOOKS[code];
  const shown = Object.fromEntries(Object.entries(colours).map(([name, property]) => [name, known(property)]));
  const pattern = PATTERNS[code];
  return { ...shown, borderType, ...(pattern && { decal: { ...pattern, color: known("--ink-3") } }) };
}

window.addEventListener("resize", () => {
  if (chart && !chart.isDisposed()) chart.resize();
});
