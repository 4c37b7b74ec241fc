// Toasts count down, wait while pointed at, and tell of failures.
const region = document.getElementById("toasts");

function start(toast) {
  let left = Number(toast.dataset.toast);
  const shown = toast.querySelector("[data-left]");
  const ticking = setInterval(() => {
    if (toast.matches(":hover, :focus-within")) return;
    left -= 1;
    if (shown) shown.textContent = left;
    if (left <= 0 || !toast.isConnected) { toast.remove(); clearInterval(ticking); }
  }, 1000);
}

const toasts = (node) => (node.matches?.("[data-toast]") ? [node] : [...(node.querySelectorAll?.("[data-toast]") ?? [])]);
new MutationObserver((changes) => changes.flatMap((c) => [...c.addedNodes]).flatMap(toasts).forEach(start))
  .observe(region, { childList: true, subtree: true });
toasts(region).forEach(start);

region.addEventListener("click", ({ target }) => {
  if (target.closest("[data-dismiss]")) target.closest(".toast").remove();
});

for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"])
  document.addEventListener(failure, ({ detail }) => {
    // The form stays as it was typed; a busy server isn't a broken one.
    const busy = detail?.xhr?.status === 503 && detail.requestConfig?.verb !== "get";
    region.append(document.getElementById(busy ? "busy" : "went-wrong").content.cloneNode(true));
  });
