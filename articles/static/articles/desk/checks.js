// Proofreading beside the text: asked after a pause, listed, one click to the place and one to mend it.

import { postJson } from "./suggest.js";
import { surfaceOf } from "./surface.js";

const PAUSE = 800;
const RETRY = 10000;
const FIELDS = ["kicker", "title", "subtitle", "summary", "editor_note", "web_title", "body"];

/** Wires the panel; returns what to call when rows came, went or moved. */
export function wireChecks(panel, form, { byline, statements, quotes }) {
  const part = (name) => panel.querySelector(`[data-${name}]`);
  const article = () => (form.dataset.article ? Number(form.dataset.article) : null); // a new one gets its number while one writes
  const state = part("state");
  const mayIgnore = () => article() !== null && panel.hasAttribute("data-may-ignore");
  let timer = 0;
  let asked = 0;
  let last = "";
  let report = null;

  function words() {
    const texts = FIELDS.map((field) => ({ field, text: surfaceOf(form.elements[field]).text }));
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
    return { article: article(), texts, byline: names, place: place.value, new_date: day.value };
  }

  const later = () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); };

  async function ask() {
    clearTimeout(timer);
    timer = 0;
    const wanted = words();
    const key = JSON.stringify(wanted);
    if (key === last) return;
    last = key;
    const mine = ++asked;
    const { ok, data } = await postJson(form.dataset.checks, wanted);
    if (mine !== asked) return;
    if (ok) { report = data; state.textContent = ""; show(); }
    else { last = ""; state.textContent = `暂时没有校对：${data.error}`; timer ||= setTimeout(ask, RETRY); }
  }

  /** The findings in the body, marked where they stand; a list for the surface that can show them. */
  function drawn(findings) {
    const surface = surfaceOf(form.elements.body);
    surface.mark?.(findings.flatMap((found, at) => {
      const start = found.field === "body" ? locate(surface.text, found) : null;
      return start === null ? [] : [{ start, end: start + found.typed.length, number: at + 1, found }];
    }));
  }

  /** What stands in the little card beside the words. */
  function tip(found, number) {
    const head = element("div", "tip__r");
    head.append(element("b", `tip__n ${found.tone}`, `${number} ${found.name}`), element("span", "hint", `${found.weight ? `计 ${found.weight} 个差错` : "不计差错"} · ${found.source}`));
    const words = element("div", "tip__r");
    const shown = element("span");
    if (found.suggestion === null) shown.append(found.hint);
    else shown.append(element("del", "", found.text.slice(0, 40)), " → ", element("b", "to", found.suggestion || "（删去）"), element("span", "hint", `　${found.hint}`));
    words.append(shown);
    const acts = element("div", "tip__r");
    const act = (text, key, run, isMain) => {
      const button = element("button", `btn btn--s${isMain ? "" : " btn--quiet"}`, text);
      button.type = "button";
      if (key) button.append(element("kbd", "", key));
      button.addEventListener("click", run);
      acts.append(button);
    };
    if (found.can_apply) act(found.suggestion ? `改为“${found.suggestion}”` : "删去", "Alt A", () => mend(found), true);
    if (mayIgnore()) act("忽略", "Alt I", () => decide(found, true));
    if (mayIgnore() && found.can_allow && form.dataset.allowWord) act("此词不再提示", "", () => allow(found));
    return acts.childElementCount ? [head, words, acts] : [head, words];
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
    drawn(findings);
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
    if (mayIgnore()) {
      act(isIgnored ? "恢复" : "忽略", isIgnored ? "恢复提示" : "忽略", () => decide(found, !isIgnored));
    }
    line.append(element("span", "no", number), about, acts);
    return line;
  }

  // --- to the place, and mending it

  function visit(found) {
    const control = form.elements[found.field];
    if (!control) return;
    const surface = surfaceOf(control);
    const at = locate(surface.text, found);
    if (at !== null && surface.show(at, at + found.typed.length)) return;
    surface.focus();
    state.textContent = "这里的文字刚改过，稍后再校对。";
    later();
  }

  function mend(found) {
    const control = form.elements[found.field];
    const surface = control && surfaceOf(control);
    const at = surface ? locate(surface.text, found) : null;
    if (at === null) { visit(found); return; }
    const before = surface.text.length;
    if (!surface.replace(at, at + found.typed.length, found.suggestion)) { visit(found); return; }
    const grown = surface.text.length - before;
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
    const wanted = { article: article(), fingerprint: found.fingerprint, ignored };
    const { ok, data } = await postJson(form.dataset.ignoreFinding, wanted);
    if (!ok) { state.textContent = data.error; return; }
    const lines = [...part("findings").children];
    const at = Math.max(0, lines.findIndex((line) => line.dataset.fingerprint === found.fingerprint));
    last = "";
    await ask();
    if (surfaceOf(form.elements.body).marks?.open !== found) {
      const next = part("findings").children[at] ?? part("findings").lastElementChild;
      (next?.querySelector("button") ?? part("title")).focus();
    }
    state.textContent = ignored ? "已忽略，这篇稿件里不再提示。" : "已恢复提示。";
  }

  /** The house knows the word to be right: no article is told of it again. */
  async function allow(found) {
    const { ok, data } = await postJson(form.dataset.allowWord, { word: found.text });
    if (!ok) { state.textContent = data.error; return; }
    surfaceOf(form.elements.body).marks?.closeTip();
    await again();
    const undo = element("button", "btn btn--s", "撤销");
    undo.type = "button";
    undo.addEventListener("click", async () => {
      const back = await postJson(form.dataset.allowWord, { undo: data.undo });
      await again();
      state.textContent = back.ok ? `“${found.text}”照旧提示。` : back.data.error;
      part("title").focus();
    });
    state.replaceChildren(`“${found.text}”已记入词库，哪篇稿件里都不再提示。`, ...(data.undo ? [undo] : []));
    (data.undo ? undo : part("title")).focus();
  }

  const again = () => { last = ""; return ask(); };

  form.addEventListener("input", (event) => { if (!event.isComposing) later(); });
  form.addEventListener("change", later);
  form.addEventListener("compositionstart", () => clearTimeout(timer));
  form.addEventListener("compositionend", later);
  ask();
  return Object.assign(later, {
    acts: { tip, mend: (found) => found.can_apply && mend(found), ignore: (found) => mayIgnore() && decide(found, true) },
    redraw: () => report && drawn(report.findings),
  });
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

function element(name, className = "", text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}
