// Dialogs, menus, focus, busy buttons, one voice for screen readers.
const find = (what, within = document) => within.querySelector(what);

document.addEventListener("tandem:say", ({ detail }) => {
  const spoken = find("#spoken");
  if (spoken) { spoken.textContent = ""; setTimeout(() => spoken.textContent = detail, 60); }
});

document.addEventListener("click", ({ target }) => {
  const opened = document.getElementById(target.closest("[data-opens]")?.dataset.opens);
  if (opened?.matches("dialog")) opened.showModal();
  else opened?.togglePopover();
  if (target.closest("[data-closes]") || target.matches("dialog")) target.closest("dialog")?.close();
});

document.addEventListener("toggle", ({ target: menu, newState }) => {
  if (newState !== "open" || !menu.matches("[data-menu]")) return;
  const button = [...document.querySelectorAll(`[popovertarget="${menu.id}"]`)].find((b) => b.getClientRects().length);
  if (!button) return;
  const at = button.getBoundingClientRect();
  const under = at.bottom + 4 + menu.offsetHeight < innerHeight;
  menu.style.top = `${Math.max(4, under ? at.bottom + 4 : at.top - 4 - menu.offsetHeight)}px`;
  menu.style.left = `${Math.max(4, Math.min(at.left, innerWidth - menu.offsetWidth - 8))}px`;
}, true);

function settle(part) {
  for (const dialog of part.querySelectorAll("dialog[data-open-now]:not([open])")) dialog.showModal();
  const problems = find("#problems", part) || part.id === "problems" && part;
  const word = document.body.dataset.errorWord;
  if (problems) {
    problems.focus();
    if (word && !document.title.startsWith(word)) document.title = `${word} ${document.title}`;
  } else if (part.id === "main") {
    // A form that opened here; else the head, without losing the row.
    const form = find("[data-here]", part);
    if (form) form.focus(); else find("h1", part)?.focus({ preventScroll: true });
  }
}
settle(document);
document.addEventListener("htmx:afterSettle", ({ target }) => settle(target));

// A session has ended: a page of its own.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { xhr } = detail;
  if (xhr.getResponseHeader("Kept")) document.body.innerHTML = xhr.responseText;
  else if (new URL(xhr.responseURL).pathname === document.body.dataset.login) location.reload();
  else return;
  detail.shouldSwap = detail.isError = false;
});

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.dataset.busy) return;
  if (button.ariaBusy === "true") { event.preventDefault(); event.stopImmediatePropagation(); return; }
  button.ariaBusy = "true";
  button.dataset.words = button.textContent;
  setTimeout(() => { if (button.ariaBusy === "true") button.textContent = button.dataset.busy; }, 1000);
}, true);
const rest = () => {
  for (const button of document.querySelectorAll('[data-busy][aria-busy="true"]')) {
    button.ariaBusy = "false";
    button.textContent = button.dataset.words;
  }
};
document.addEventListener("htmx:afterRequest", rest);
addEventListener("pageshow", rest);
