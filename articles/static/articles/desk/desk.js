// What every screen of the desk has: theme switch, single keys and their sheet, questions before a form is sent; what is typed is kept.

import "./typed.js";

const switcher = document.querySelector("[data-theme-switch]");
switcher?.addEventListener("click", () => {
  const root = document.documentElement;
  const isDark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
  try { localStorage.setItem("desk-theme", root.dataset.theme); } catch { /* not kept, then */ }
});

// Single keys: ? shows every key, a letter follows the link that names it. Who is disturbed turns them off.
const OFF = "desk-single-keys-off";
const isOff = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };
const isTyping = (target) => target.closest?.("input, textarea, select, [contenteditable], dialog[open], [popover]:popover-open");
const sheet = document.getElementById("keys");

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isOff() || isTyping(event.target) || document.querySelector("[data-do=keys]")) return; // 核对导入 has its own
  if (event.key === "?" && sheet) { event.preventDefault(); showKeys(); }
  else if (/^[a-z]$/.test(event.key)) document.querySelector(`[data-key="${event.key}"]`)?.click();
});
document.querySelector("[data-open-keys]")?.addEventListener("click", (event) => {
  if (!sheet) return;
  event.preventDefault();
  event.target.closest("[popover]")?.hidePopover();
  showKeys();
});

// A menu goes once a file was taken from it; a link to a page takes it away by itself.
document.addEventListener("click", (event) => event.target.closest?.("[popover] a[download]")?.closest("[popover]").hidePopover());

async function showKeys() {
  if (!sheet.firstChild) {
    const response = await fetch(sheet.dataset.url);
    const page = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("[data-keys]");
    if (!page) { location.assign(sheet.dataset.url); return; }
    const close = document.createElement("button");
    close.className = "btn btn--s sheet-box__x";
    close.autofocus = true;
    close.textContent = "关上";
    close.addEventListener("click", () => sheet.close());
    const heading = document.createElement("h2");
    heading.textContent = "键盘操作";
    for (const section of page.querySelectorAll("h2")) section.outerHTML = section.outerHTML.replaceAll("h2", "h3");
    sheet.append(close, heading, page);
    wireSwitch(page);
  }
  sheet.showModal();
}

function wireSwitch(box) {
  const button = box?.querySelector("[data-single-keys]");
  if (!button) return;
  const name = () => { button.textContent = isOff() ? "打开单键快捷键（N、?）" : "关掉单键快捷键（N、?）"; };
  button.hidden = false;
  name();
  button.addEventListener("click", () => {
    try { localStorage.setItem(OFF, isOff() ? "0" : "1"); } catch { /* not kept, then */ }
    name();
  });
}
wireSwitch(document.querySelector("main [data-keys]"));
sheet?.addEventListener("click", (event) => { if (event.target === sheet) sheet.close(); });

// A form with data-ask is sent only after the question was answered with yes.
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.ask ?? event.target.dataset.ask;
  if (question && !confirm(question)) event.preventDefault();
});
