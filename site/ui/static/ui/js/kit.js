// Enhancements only: the pages do everything without this file.
// 1. night or day by choice  2. focus on the error summary
const root = document.documentElement;
const stored = (() => { try { return localStorage.getItem("theme"); } catch { return null; } })();
if (stored === "dark" || stored === "light") root.dataset.theme = stored;

const themeButton = document.querySelector("[data-theme-button]");
if (themeButton) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const night = () => (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
  const tell = () => { themeButton.lastElementChild.textContent = night() ? themeButton.dataset.light : themeButton.dataset.dark; };
  themeButton.hidden = false;
  themeButton.addEventListener("click", () => {
    root.dataset.theme = night() ? "light" : "dark";
    try { localStorage.setItem("theme", root.dataset.theme); } catch { /* private window: this page only */ }
    tell();
  });
  system.addEventListener("change", tell);
  tell();
}

document.querySelector("[data-error-summary]")?.focus();
