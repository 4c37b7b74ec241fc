// Single keys, never in fields, and off when the person says so (WCAG 2.1.4).
const places = { n: "inbox", s: "scorecard", p: "pipeline", c: "capacity", d: "deal_boards", l: "lessons" };
let going = 0;
const off = document.body.dataset.keys === "off";

function move(step) {
  const rows = [...document.querySelectorAll("[data-row]")].filter((row) => row.getClientRects().length);
  const now = rows.findIndex((row) => row === document.activeElement || row.matches("[aria-current]"));
  rows[Math.max(0, Math.min(rows.length - 1, now + step))]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || off) return;
  if (event.target.closest("input, select, textarea, [contenteditable], [role='grid'], dialog")) return;
  const key = event.key.toLowerCase();
  const went = Date.now() - going < 1500 && places[key];
  going = key === "g" ? Date.now() : 0;
  const pressed = went ? `.side [data-place="${went}"]` : key === "/" ? ".find" : key === "?" ? "[data-key='?']" : "";
  if (key === "j" || key === "k") move(key === "j" ? 1 : -1);
  else if (pressed || /^[a-z]$/.test(key)) {
    const target = document.querySelector(pressed || `[data-key="${key}"]`);
    if (!target) return;
    target.click();
  } else return;
  event.preventDefault();
});
