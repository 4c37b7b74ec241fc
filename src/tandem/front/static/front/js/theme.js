// Not a module: it runs before the first paint, so that a dark page never flashes white.
(() => {
  const root = document.documentElement;
  const kept = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const show = (choice) => {
    if (choice === "light" || choice === "dark") root.dataset.theme = choice;
    else delete root.dataset.theme;
    for (const button of document.querySelectorAll("[data-theme-choice]"))
      button.setAttribute("aria-pressed", button.dataset.themeChoice === (choice || "system"));
  };
  show(kept());
  document.addEventListener("DOMContentLoaded", () => show(kept()));
  document.addEventListener("click", ({ target }) => {
    const choice = target.closest("[data-theme-choice]")?.dataset.themeChoice;
    if (!choice) return;
    try { localStorage.setItem("theme", choice); } catch { /* a private window forgets, and that is fine */ }
    show(choice);
  });
})();
