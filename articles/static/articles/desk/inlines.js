// Django's tabular inlines: one more row from the template; a row to be deleted is struck through.

for (const group of document.querySelectorAll("[data-inline]")) {
  const prefix = group.dataset.inline;
  const total = group.querySelector(`[name="${prefix}-TOTAL_FORMS"]`);
  const template = group.querySelector("template");
  const add = group.querySelector("[data-add]");
  if (add && template) {
    add.hidden = false;
    add.addEventListener("click", () => {
      const number = Number(total.value);
      const holder = document.createElement("tbody");
      holder.innerHTML = template.innerHTML.replaceAll("__prefix__", number);
      total.value = number + 1;
      const row = holder.querySelector("tr");
      group.querySelector("tbody").append(row);
      row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    });
  }
  group.addEventListener("change", (event) => {
    if (event.target.name?.endsWith("-DELETE")) event.target.closest("tr").classList.toggle("is-struck", event.target.checked);
  });
}
