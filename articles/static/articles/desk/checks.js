// Proofreading beside the text: asked after a pause, listed, one click to the place and one to mend it.

import { replace } from "./body.js";
import { postJson } from "./suggest.js";

const PAUSE = 800;
const FIELDS = ["kicker", "title", "subtitle", "summary", "editor_note", "web_title", "body"];

/** Wires the panel; returns what to call when rows came, went or moved. */
export function wireChecks(panel, form, { byline, statements, quotes }) {
  const part = (name) => panel.querySelector(`[data-${name}]`);
  const article = panel.dataset.article ? Number(panel.dataset.article) : null;
  const state = part("state");
  let timer = 0;
  let asked = 0;
  let last = "";
  let report = null;

  function words() {
    const texts = FIELDS.map((field) => ({ field, text: form.elements[field].value }));
    for (const rows of [statements, quotes]) {
      for (const row of rows.present()) {
        const control = rows.field(row, "text");
        texts.push({ field: control.name, text: control.value });
      }
    }
    const names = byline.present().map((row) => ({
      row: byline.field(row, "name").name.replace(/-name$/, ""),
      name: byline.field(row, "name").value,
      affiliation: byline.field(row, "affiliation").value,
    }));
    const { place, new_date: day } = form.elements;
    return { article, texts, byline: names, place: place.value, new_date: day.value };
  }

  const later = () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); };

  async function ask() {
    clearTimeout(timer);
    const wanted = words();
    const key = JSON.stringify(wanted);
    if (key === last) return;
    last = key;
    const mine = ++asked;
    const { ok, data } = await postJson(form.dataset.checks, wanted);
    if (mine !== asked) return;
    if (ok) { report = data; state.textContent = ""; show(); }
    else { last = ""; state.textContent = `暂时没有校对：${data.error}`; }
  }

  // --- the list

  function show() {
    const { findings, ignored, count, more, rate, passes, limit, characters } = report;
    for (const badge of document.querySelectorAll("[data-check-count]")) {
      badge.textContent = count;
      badge.hidden = count === 0;
    }
    const verdict = part("rate");
    verdict.hidden = characters === 0;
    verdict.className = `end rate ${passes ? "is-pass" : "is-fail"}`;
    verdict.textContent = `${passes ? "✓ 合格" : "✗ 不合格"} ${rate}/万字，须 ≤ ${limit}`;
    part("findings").replaceChildren(...findings.map((each, at) => item(each, at + 1, false)));
    part("more").hidden = more === 0;
    part("more").textContent = `还有 ${more} 处，改了前面的再看。`;
    part("clean").hidden = count > 0;
    part("clean").textContent = characters ? "没有发现问题。" : "还没有文字。";
    part("off").hidden = ignored.length === 0;
    part("off-count").textContent = ignored.length;
    part("ignored").replaceChildren(...ignored.map((each) => item(each, "–", true)));
  }

  function item(found, number, isIgnored) {
    const line = element("li", found.tone);
    line.dataset.fingerprint = found.fingerprint;
    const go = element("button", "chk__go");
    go.type = "button";
    go.title = "到文中看";
    const shown = found.text.length > 40 ? `${found.text.slice(0, 40)}…` : found.text;
    // Struck out only where something else is proposed; a single mark would not be seen under a line.
    go.append(element(found.suggestion === null ? "u" : "s", found.text.length === 1 ? "is-mark" : "", shown));
    if (found.suggestion !== null) go.append(" → ", element("b", "", found.suggestion || "（删去）"));
    go.addEventListener("click", () => visit(found));
    const counts = found.weight ? `计 ${found.weight}` : "不计差错";
    const about = element("div");
    about.append(go, element("span", "", `${found.name}：${found.hint}`));
    about.append(element("small", "", `${found.where} · ${counts} · ${found.source}`));
    const acts = element("div", "chk__do");
    const act = (text, name, run) => {
      const button = element("button", "btn btn--s", text);
      button.type = "button";
      button.setAttribute("aria-label", `${name}：${found.text.slice(0, 20)}`);
      button.addEventListener("click", run);
      acts.append(button);
    };
    if (!isIgnored && found.can_apply) act("改", `改为“${found.suggestion}”`, () => mend(found));
    if (article !== null && panel.hasAttribute("data-may-ignore")) {
      act(isIgnored ? "恢复" : "忽略", isIgnored ? "恢复提示" : "忽略", () => decide(found, !isIgnored));
    }
    line.append(element("span", "no", number), about, acts);
    return line;
  }

  // --- to the place, and mending it

  function visit(found) {
    const control = form.elements[found.field];
    const at = control && locate(control.value, found);
    if (!control) return;
    if (at === null) {
      control.focus();
      state.textContent = "这里的文字刚改过，稍后再校对。";
      later();
      return;
    }
    select(control, at, at + found.typed.length);
  }

  function mend(found) {
    const control = form.elements[found.field];
    const at = control && locate(control.value, found);
    if (!control || at === null) { visit(found); return; }
    const before = control.value.length;
    select(control, at, at + found.typed.length);
    replace(control, at, at + found.typed.length, found.suggestion);
    const grown = control.value.length - before;
    report.findings = report.findings.filter((each) => each !== found);
    for (const each of [...report.findings, ...report.ignored]) {
      if (each.field === found.field && each.start >= found.end) { each.start += grown; each.end += grown; }
    }
    report.count -= 1;
    show();
    state.textContent = `已改为“${found.suggestion}”，Ctrl+Z 可以撤销。`;
    ask();
  }

  async function decide(found, ignored) {
    const wanted = { article, fingerprint: found.fingerprint, ignored };
    const { ok, data } = await postJson(form.dataset.ignoreFinding, wanted);
    if (!ok) { state.textContent = data.error; return; }
    const lines = [...part("findings").children];
    const at = Math.max(0, lines.findIndex((line) => line.dataset.fingerprint === found.fingerprint));
    last = "";
    await ask();
    const next = part("findings").children[at] ?? part("findings").lastElementChild;
    (next?.querySelector("button") ?? part("title")).focus();
    state.textContent = ignored ? "已忽略，这篇稿件里不再提示。" : "已恢复提示。";
  }

  form.addEventListener("input", (event) => { if (!event.isComposing) later(); });
  form.addEventListener("change", later);
  form.addEventListener("compositionstart", () => clearTimeout(timer));
  form.addEventListener("compositionend", later);
  ask();
  return later;
}

/** Where the words stand now: where they were found, or else at the nearest place; null when they are gone. */
function locate(value, { start, typed }) {
  if (value.startsWith(typed, start)) return start;
  if (!typed) return null;
  const before = value.lastIndexOf(typed, start);
  const after = value.indexOf(typed, start);
  if (before < 0 || after < 0) return Math.max(before, after) < 0 ? null : Math.max(before, after);
  return start - before <= after - start ? before : after;
}

function select(control, start, end) {
  control.focus({ preventScroll: true });
  control.setSelectionRange(start, end);
  const top = control.getBoundingClientRect().top + heightBefore(control, start);
  if (top < 160 || top > innerHeight - 80) scrollBy({ top: top - innerHeight * 0.4 });
}

/** How far down in a growing text area the character stands, measured on a copy of it. */
function heightBefore(control, at) {
  if (control.tagName !== "TEXTAREA") return 0;
  const copy = document.createElement("div");
  const style = getComputedStyle(control);
  for (const name of ["font", "lineHeight", "letterSpacing", "padding", "lineBreak", "wordBreak", "textSpacingTrim"]) {
    copy.style[name] = style[name];
  }
  Object.assign(copy.style, {
    position: "absolute", visibility: "hidden", insetBlockStart: "0", whiteSpace: "pre-wrap", overflowWrap: "break-word",
    boxSizing: "border-box", width: `${control.clientWidth}px`,
  });
  const mark = document.createElement("span");
  mark.textContent = "|";
  copy.append(control.value.slice(0, at), mark);
  document.body.append(copy);
  const height = mark.offsetTop;
  copy.remove();
  return height;
}

function element(name, className = "", text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}
