// Puts the chosen theme on <html> before anything is painted; without a choice the system decides.
(() => {
  try {
    const chosen = localStorage.getItem("desk-theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch { /* storage may be forbidden: the system's choice stands */ }
})();
