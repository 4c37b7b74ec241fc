// Asks before leaving a changed form; keeps a draft of longer ones.
const changed = new Set();
const mine = (event) => event.target.closest?.("form[data-unsaved]");
const key = (form) => `draft:${form.dataset.draft}`;
const typed = (form) => [...new FormData(form)].filter(([name, value]) =>
  typeof value === "string" && name !== "csrfmiddlewaretoken" && form.elements[name]?.type !== "password");

document.addEventListener("input", (event) => { if (mine(event)) changed.add(mine(event)); });
document.addEventListener("submit", (event) => {
  const form = mine(event);
  if (form) { changed.delete(form); sessionStorage.removeItem(key(form)); }
  if (event.target.matches("[data-sign-out]")) sessionStorage.clear();
});
addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected)) event.preventDefault();
});
setInterval(() => {
  for (const form of changed)
    if (form.isConnected && form.dataset.draft) sessionStorage.setItem(key(form), JSON.stringify(typed(form)));
}, 10000);

for (const form of document.querySelectorAll("form[data-draft]")) {
  const draft = sessionStorage.getItem(key(form));
  if (!draft || form.querySelector("#problems")) continue;
  for (const [name, value] of JSON.parse(draft)) {
    const field = form.elements[name];
    if (field && field.type !== "hidden" && field.type !== "checkbox") field.value = value;
  }
  changed.add(form);
  form.querySelector("[data-draft-note]")?.removeAttribute("hidden");
}
