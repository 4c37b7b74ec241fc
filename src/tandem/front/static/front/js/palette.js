// Find or do: Ctrl/Cmd-K or "/" opens it, arrows choose, Enter goes. The list is a fragment from the search page.
const palette = document.getElementById("palette");
const form = palette.querySelector("form");
const input = form.querySelector("input");
const found = document.getElementById("palette-found");
const start = [...found.childNodes];
let waiting, asked = 0, at = -1;

const options = () => [...found.querySelectorAll('[role="option"]')];

function choose(index) {
  const all = options();
  at = all.length ? (index + all.length) % all.length : -1;
  all.forEach((option, i) => {
    option.id = `found-${i}`;
    option.setAttribute("aria-selected", i === at);
  });
  all[at]?.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-expanded", all.length > 0);
  if (at < 0) input.removeAttribute("aria-activedescendant");
  else input.setAttribute("aria-activedescendant", all[at].id);
}

async function ask() {
  const words = input.value.trim(), mine = ++asked;
  if (!words) { found.replaceChildren(...start); choose(-1); return; }
  const answer = await fetch(`${form.action}?${new URLSearchParams({ q: words, part: "palette" })}`,
    { headers: { "HX-Request": "true" } });
  if (mine !== asked || !answer.ok || answer.redirected) return;
  found.innerHTML = await answer.text();
  if (!options().length) {
    const none = Object.assign(document.createElement("p"), { className: "nothing", textContent: found.dataset.empty });
    found.replaceChildren(none);
    document.dispatchEvent(new CustomEvent("tandem:say", { detail: found.dataset.empty }));
  }
  choose(0);
}

input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 150); });
input.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) { event.preventDefault(); choose(at + step); }
  if (event.key === "Enter" && at >= 0) { event.preventDefault(); options()[at].click(); }
});

document.addEventListener("keydown", (event) => {
  if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    if (palette.open) palette.close();
    else { palette.showModal(); input.select(); }
  }
});
if (/Mac|iP/.test(navigator.platform)) for (const key of document.querySelectorAll("[data-mod]")) key.textContent = "⌘K";
