// The heat map as a grid: drag, long-press or Shift+arrows choose weeks of one person, Enter books, Esc clears.
// [data-book] holds tables whose rows are tr[data-person]; data-weeks are the columns' Mondays, data-said their words.
const cellOf = (node) => node?.closest?.("[data-book] tr[data-person] > td");
const gridOf = (cell) => cell.closest("[data-book]");
const rowOf = (cell) => [...cell.parentElement.cells].filter((other) => other.matches("td"));
const words = (cell, name, between) => gridOf(cell).dataset[name].split(between);
let anchor = null, last = null, dragging = false, pressing;

function pick(from, to) {
  clear();
  if (from.parentElement !== to.parentElement) to = from;
  [anchor, last] = [from, to];
  const row = rowOf(from);
  const [low, high] = [row.indexOf(from), row.indexOf(to)].sort((a, b) => a - b);
  for (const cell of row.slice(low, high + 1)) { cell.classList.add("picked"); cell.ariaSelected = "true"; }
  const said = words(from, "said", "|");
  const name = from.parentElement.querySelector("th")?.textContent.trim();
  document.dispatchEvent(new CustomEvent("tandem:say", { detail: `${name}: ${said[low]} – ${said[high]}` }));
}

function clear() {
  for (const cell of document.querySelectorAll(".picked")) { cell.classList.remove("picked"); cell.ariaSelected = "false"; }
  anchor = last = null;
}

function rove(cell) {
  for (const other of gridOf(cell).querySelectorAll('td[tabindex="0"]')) other.tabIndex = -1;
  cell.tabIndex = 0;
  cell.focus();
}

function book() {
  if (!anchor) return;
  const [row, weeks] = [rowOf(anchor), words(anchor, "weeks", " ")];
  const picked = row.flatMap((cell, at) => (cell.matches(".picked") ? [weeks[at]] : []));
  const asked = new URL(gridOf(anchor).dataset.bookUrl, location);
  for (const [name, value] of [["person", anchor.parentElement.dataset.person], ["from", picked[0]], ["to", picked.at(-1)]])
    asked.searchParams.set(name, value);
  const dialog = document.getElementById("book-dialog");
  htmx.ajax("GET", `${asked.pathname}${asked.search}`, dialog.querySelector(".body"))
    .then(() => { if (!dialog.open) dialog.showModal(); });
}

document.addEventListener("keydown", (event) => {
  const cell = cellOf(event.target);
  if (!cell) return;
  const column = rowOf(cell).indexOf(cell);
  const rows = [...gridOf(cell).querySelectorAll("tr[data-person]")];
  const at = rows.indexOf(cell.parentElement);
  const below = (other) => other && rowOf(other.lastElementChild)[column];
  const next = {
    ArrowRight: () => rowOf(cell)[column + 1], ArrowLeft: () => rowOf(cell)[column - 1],
    ArrowDown: () => below(rows[at + 1]), ArrowUp: () => below(rows[at - 1]),
    Home: () => rowOf(cell)[0], End: () => rowOf(cell).at(-1),
  }[event.key]?.();
  if (next) { rove(next); if (event.shiftKey) pick(anchor ?? cell, next); else clear(); }
  else if (event.key === "Enter") { if (!anchor) pick(cell, cell); book(); }
  else if (event.key === "Escape") clear();
  else if (!event.key.startsWith("Arrow")) return;
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
