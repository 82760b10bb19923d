// Runs before the page is drawn, so that it is never drawn in the other colours first.
(() => {
  const key = "otelcol-scout.theme";
  const read = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage is switched off
    }
  };
  const apply = (theme) => {
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
  };
  apply(read());
  addEventListener("DOMContentLoaded", () => {
    const choice = document.getElementById("theme");
    choice.value = document.documentElement.dataset.theme ?? "auto";
    choice.addEventListener("change", () => {
      apply(choice.value);
      try {
        localStorage.setItem(key, choice.value);
      } catch {
        // it lasts until the page is closed
      }
    });
  });
})();
