// The heat map as a grid: drag, long-press or Shift+arrows choose weeks of one person, Enter books, Esc clears.
const cellOf = (node) => node?.closest?.("[data-book] [data-week]");
const weeks = (cell) => [...cell.parentElement.querySelectorAll("[data-week]")];
let anchor = null, last = null, dragging = false, pressing;

function pick(from, to) {
  clear();
  if (from.parentElement !== to.parentElement) to = from;
  [anchor, last] = [from, to];
  const row = weeks(from);
  const [low, high] = [row.indexOf(from), row.indexOf(to)].sort((a, b) => a - b);
  for (const cell of row.slice(low, high + 1)) { cell.classList.add("picked"); cell.ariaSelected = "true"; }
  const said = `${from.parentElement.querySelector("th")?.textContent.trim()}: ${row[low].dataset.week} – ${row[high].dataset.week}`;
  document.dispatchEvent(new CustomEvent("tandem:say", { detail: said }));
}

function clear() {
  for (const cell of document.querySelectorAll(".picked")) { cell.classList.remove("picked"); cell.ariaSelected = "false"; }
  anchor = last = null;
}

function rove(cell) {
  const table = cell.closest("[data-book]");
  for (const other of table.querySelectorAll('[data-week][tabindex="0"]')) other.tabIndex = -1;
  cell.tabIndex = 0;
  cell.focus();
}

function book() {
  const picked = [...document.querySelectorAll(".picked")].map((cell) => cell.dataset.week).sort();
  if (!picked.length) return;
  const asked = new URLSearchParams({ person: anchor.dataset.person, from: picked[0], to: picked.at(-1) });
  const dialog = document.getElementById("book-dialog");
  htmx.ajax("GET", `${anchor.closest("[data-book]").dataset.bookUrl}?${asked}`, dialog.querySelector(".body"))
    .then(() => { if (!dialog.open) dialog.showModal(); });
}

document.addEventListener("keydown", (event) => {
  const cell = cellOf(event.target);
  if (!cell) return;
  const column = weeks(cell).indexOf(cell);
  const rows = [...cell.closest("[data-book]").querySelectorAll("tr:has([data-week])")];
  const row = rows.indexOf(cell.parentElement);
  const next = {
    ArrowRight: () => weeks(cell)[column + 1], ArrowLeft: () => weeks(cell)[column - 1],
    ArrowDown: () => rows[row + 1] && weeks(rows[row + 1].firstElementChild)[column],
    ArrowUp: () => rows[row - 1] && weeks(rows[row - 1].firstElementChild)[column],
    Home: () => weeks(cell)[0], End: () => weeks(cell).at(-1),
  }[event.key]?.();
  if (next) { rove(next); if (event.shiftKey) pick(anchor ?? cell, next); else clear(); }
  else if (event.key === "Enter") { if (!anchor) pick(cell, cell); book(); }
  else if (event.key === "Escape") clear();
  else return;
  event.preventDefault();
});

document.addEventListener("pointerdown", (event) => {
  const cell = cellOf(event.target);
  if (!cell || event.button) return;
  const begin = () => { dragging = true; pick(cell, cell); rove(cell); };
  if (event.pointerType === "touch") pressing = setTimeout(begin, 400);
  else { event.preventDefault(); begin(); }
});
document.addEventListener("pointermove", (event) => {
  if (!dragging) { if (Math.hypot(event.movementX, event.movementY) > 4) clearTimeout(pressing); return; }
  const cell = cellOf(document.elementFromPoint(event.clientX, event.clientY));
  if (cell && cell !== last && cell.parentElement === anchor.parentElement) pick(anchor, cell);
});
document.addEventListener("touchmove", (event) => { if (dragging) event.preventDefault(); }, { passive: false });
for (const end of ["pointerup", "pointercancel"])
  document.addEventListener(end, () => {
    clearTimeout(pressing);
    if (dragging && end === "pointerup") book();
    dragging = false;
  });
document.addEventListener("booked", () => { document.getElementById("book-dialog")?.close(); clear(); });
