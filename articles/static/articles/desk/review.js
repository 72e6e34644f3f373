// 审稿: remarks on chosen words, Ctrl+Enter to pass, and nothing typed is lost. Without it the forms work plainly.

import { fill, forget, taken, watch } from "./typed.js";

const sheet = document.querySelector("[data-sheet]");

// --- Ctrl+Enter passes; nothing else sends a decision by accident
document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const form = event.target.closest?.("[data-decide]") ?? document.querySelector("[data-decide]");
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && form) {
    const comment = event.target.closest?.("[data-comment]");
    event.preventDefault();
    if (comment) comment.requestSubmit();
    else form.requestSubmit(form.querySelector("[data-pass]"));
  } else if (event.altKey && event.code === "KeyC" && sheet) {
    event.preventDefault();
    remark();
  }
});

// --- which words are chosen
function chosen() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const start = range.startContainer.parentElement?.closest("[data-block]");
  if (!start || !sheet.contains(start)) return null;
  const inside = document.createRange();
  inside.selectNodeContents(start);
  if (!start.contains(range.endContainer)) range.setEnd(inside.endContainer, inside.endOffset);
  const before = document.createRange();
  before.setStart(inside.startContainer, inside.startOffset);
  before.setEnd(range.startContainer, range.startOffset);
  const quoted = words(range);
  const lead = quoted.length - quoted.trimStart().length;
  return { block: start.dataset.block, start: [...words(before)].length + lead, quoted: quoted.trim() };
}

/** The words of the text as it stands, without what was struck out. */
function words(range) {
  const part = range.cloneContents();
  const gone = range.commonAncestorContainer.parentElement?.closest("del");
  if (gone) return "";
  for (const node of part.querySelectorAll("del")) node.remove();
  for (const line of part.querySelectorAll("br")) line.replaceWith("\n");
  return part.textContent;
}

function remark() {
  const found = chosen();
  const box = document.querySelector("[data-new]");
  if (!box) return;
  box.open = true;
  const form = box.querySelector("form");
  if (found?.quoted) {
    form.elements.quoted.value = found.quoted.slice(0, 500);
    form.elements.block.value = found.block;
    form.elements.start.value = found.start;
    form.elements.text.focus();
  } else {
    form.elements.quoted.focus();
  }
}

// --- remarks are sent without leaving the page: the verdict half written beside them stays
const list = document.querySelector("[data-comments]");
list?.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-comment]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  let answer;
  try {
    answer = await fetch(form.action, {
      method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" }, redirect: "manual",
    });
  } catch { answer = null; }
  button.disabled = false;
  const isOurs = answer && (answer.ok || answer.status === 400);
  if (!isOurs) {
    tell(answer?.type === "opaqueredirect"
      ? "登录已过期。写好的批注还在这里：请在另一个窗口重新登录，再提交一次。"
      : "没有送到，写好的批注还在这里，请稍后再提交。");
    return;
  }
  const typedBefore = taken(form);
  const name = form.dataset.keep;
  const html = await answer.text();
  if (answer.ok) forget(form);
  list.innerHTML = html;
  const again = name && list.querySelector(`form[data-keep="${name}"]`);
  watch(list);
  if (!answer.ok && again) {
    fill(again, typedBefore);
    again.closest("details")?.setAttribute("open", "");
    again.querySelector("textarea:last-of-type").focus();
  } else {
    list.querySelector("h2").setAttribute("tabindex", "-1");
    list.querySelector("h2").focus();
    refresh();
  }
});

function tell(sentence) {
  const state = list.querySelector("[data-told]");
  state.textContent = sentence;
  state.className = "fault";
}

/** The text and what stands in the way anew, with the remarks as they are now. */
async function refresh() {
  try {
    const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of answer.ok ? ["[data-sheet]", "[data-gate]"] : []) {
      const [now, then] = [document.querySelector(part), fresh.querySelector(part)];
      if (now && then) now.innerHTML = then.innerHTML;
    }
  } catch { /* the marks come with the next look */ }
}

// --- a remark, or a finding, and its words light each other up
const KINDS = ["remark", "find"];
function light(kind, number, on) {
  for (const node of document.querySelectorAll(`[data-${kind}="${number}"]`)) node.classList.toggle("is-on", on);
}
for (const [name, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
  document.querySelector(".rv")?.addEventListener(name, (event) => {
    for (const kind of KINDS) {
      const near = event.target.closest(`[data-${kind}]`);
      if (near) light(kind, near.dataset[kind], on);
    }
  });
}

// --- from the list to the words and back, by keyboard as by hand
document.querySelector(".rv")?.addEventListener("click", (event) => {
  const words = event.target.closest('.chk__go[href^="#"]');
  if (!words) return;
  event.preventDefault(); // a mark in the address would follow the step to the next page
  document.getElementById(words.hash.slice(1))?.focus();
});
document.querySelector(".rv")?.addEventListener("keydown", (event) => {
  const mark = event.target.closest(".ck[tabindex]");
  if (!mark || event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing) return;
  const row = document.getElementById(`row-${mark.dataset.find}`);
  row.closest("details").open = true;
  row.querySelector(".chk__go").focus();
});

// --- the comparison changes at once
for (const select of document.querySelectorAll("select[data-auto]")) {
  select.form.querySelector("[data-auto-button]").hidden = true;
  select.addEventListener("change", () => select.form.requestSubmit());
}
