// Lists: tick all, count what is ticked, and keep the bulk buttons quiet until something is.

document.documentElement.classList.add("scripted");
const form = document.getElementById("changelist-form");
const boxes = [...form.querySelectorAll("input.action-select")];
const all = document.getElementById("action-toggle");
const bar = form.querySelector("[data-actions]");

function show() {
  const ticked = boxes.filter((box) => box.checked).length;
  for (const box of boxes) box.closest("tr").classList.toggle("selected", box.checked);
  if (all) {
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  }
  if (!bar) return;
  bar.classList.toggle("is-ready", ticked > 0);
  bar.querySelector("[data-counter]").textContent = ticked ? `已选 ${ticked} 条` : "先勾选，再批量处理";
  for (const button of bar.querySelectorAll("button")) button.disabled = ticked === 0;
}

all?.addEventListener("change", () => {
  for (const box of boxes) box.checked = all.checked;
  show();
});
form.addEventListener("change", (event) => { if (event.target.matches(".action-select")) show(); });
if (all) all.setAttribute("aria-label", "全选本页");
for (const box of boxes) {
  const title = box.closest("tr").querySelector("th")?.textContent.trim() ?? "";
  box.setAttribute("aria-label", `选“${title}”`);
}
show();
