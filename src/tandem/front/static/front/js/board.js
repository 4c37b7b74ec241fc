// Cards between columns. The server decides: a refusal is shown in its own words and the card goes back.
const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

function refuse(words) {
  let dialog = document.getElementById("refusal");
  if (!dialog) {
    dialog = Object.assign(document.createElement("dialog"), { id: "refusal", className: "dialog" });
    dialog.innerHTML = '<div class="body"></div>';
    document.body.append(dialog);
  }
  dialog.querySelector(".body").innerHTML = words;
  dialog.showModal();
  dialog.querySelector("#problems")?.focus();
}

async function moved({ item, from, to, oldIndex, newIndex }) {
  if (from === to && oldIndex === newIndex) return;
  const back = () => from.insertBefore(item, from.children[oldIndex + (from === to && newIndex < oldIndex ? 1 : 0)] ?? null);
  const answer = await fetch(item.dataset.moveUrl, {
    method: "POST",
    headers: { "X-CSRFToken": token, "HX-Request": "true" },
    body: new URLSearchParams({
      to: to.dataset.column, before: item.nextElementSibling?.dataset.id ?? "", version: item.dataset.version ?? "",
    }),
  }).catch(() => null);
  const words = answer ? await answer.text() : "";
  if (answer?.ok) { if (words.trim()) htmx.swap(item, words, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 }); return; }
  back();
  if (answer?.status === 409 || answer?.status === 422) refuse(words);
  else document.body.dispatchEvent(new CustomEvent("htmx:sendError", { bubbles: true }));
}

function ready(part) {
  for (const list of part.querySelectorAll("[data-column]:not([data-ready])")) {
    list.dataset.ready = "";
    new Sortable(list, {
      group: list.dataset.group ?? "board", animation: 120, ghostClass: "ghost", draggable: "[data-move-url]",
      filter: "button, input, select", preventOnFilter: false, delay: 150, delayOnTouchOnly: true, onEnd: moved,
    });
  }
}
ready(document);
document.addEventListener("htmx:afterSettle", ({ target }) => ready(target));
