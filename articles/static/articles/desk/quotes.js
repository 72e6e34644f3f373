// Pull quotes: from a selection in the text, compared with it whenever either changes.

import { postJson } from "./suggest.js";

const PAUSE = 700;
const WORDS = { verbatim: "一致", near: "略有出入", not_found: "原文中未找到" };
const CLASSES = { verbatim: "fid--exact", near: "fid--near", not_found: "fid--none" };

/** `shown` is told the texts of the quotes that stand in the text. */
export function wireQuotes(rows, form, textOf, shown = () => {}) {
  let timer = 0;
  let asked = 0;
  const check = () => { clearTimeout(timer); timer = setTimeout(compare, PAUSE); };

  async function compare() {
    const present = rows.present().filter((row) => rows.field(row, "text").value.trim());
    if (!present.length) { shown([]); return; }
    const mine = ++asked;
    const { body, statements } = textOf();
    const quotes = present.map((row) => rows.field(row, "text").value);
    const { ok, data } = await postJson(form.dataset.quotes, { quotes, body, statements });
    if (!ok || mine !== asked) return;
    present.forEach((row, at) => show(row, data.quotes[at]));
    shown(data.quotes.flatMap((found, at) => (found.fidelity === "not_found" ? [] : [found.source ?? quotes[at]])));
  }

  function show(row, found) {
    const chip = row.querySelector("[data-fidelity]");
    chip.className = `fid ${CLASSES[found.fidelity]}`;
    chip.textContent = found.ratio ? `${WORDS[found.fidelity]} ${found.ratio}%` : WORDS[found.fidelity];
    row.querySelector("[data-where]").textContent = found.where;
    const of = row.querySelector("[data-difference]");
    const mend = row.querySelector("[data-mend]");
    of.hidden = mend.hidden = found.fidelity !== "near";
    if (found.fidelity !== "near") return;
    of.replaceChildren("正文 → 金句：", ...found.pieces.map(({ kind, text }) => {
      if (kind === "same") return text;
      const mark = document.createElement(kind === "first" ? "del" : "ins");
      mark.textContent = text;
      return mark;
    }));
    mend.querySelector("[data-take]").onclick = () => {
      const field = rows.field(row, "text");
      field.value = found.source;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    };
  }

  form.addEventListener("input", (event) => { if (!event.isComposing) check(); });
  compare();
  return check;
}

/** Sentences proposed from the text; one click makes one of them a quote. */
export function wireIdeas(rows, form, textOf) {
  const part = (name) => rows.box.querySelector(`[data-${name}]`);
  const ask = part("ideas-ask");
  ask.hidden = false;
  ask.addEventListener("click", async () => {
    const { title, body, statements } = textOf();
    const quotes = rows.present().map((row) => rows.field(row, "text").value);
    part("ideas-state").textContent = "正在读正文……";
    const { ok, data } = await postJson(form.dataset.quotable, { title, body, statements, quotes });
    part("ideas-state").textContent = !ok ? data.error : data.sentences.length ? "" : "没有合适的句子。";
    part("ideas").replaceChildren(...(ok ? data.sentences : []).map(({ text, reason }) => {
      const item = document.createElement("li");
      const take = document.createElement("button");
      take.type = "button";
      take.className = "btn btn--s";
      take.textContent = "设为金句";
      take.setAttribute("aria-label", `设为金句：${text.slice(0, 20)}`);
      take.addEventListener("click", () => { addQuote(rows, text); item.remove(); ask.focus(); });
      const why = document.createElement("small");
      why.textContent = reason;
      item.append(text, take, why);
      return item;
    }));
  });
}

function addQuote(rows, words) {
  const row = rows.add();
  const field = rows.field(row, "text");
  field.value = words.slice(0, 500);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return row;
}

/** Makes the words selected in a text of the article a new quote; false when nothing is selected. */
export function quoteSelection(rows, surface) {
  const words = surface.selectedWords().replace(/\s*\n\s*/g, "").trim();
  if (!words) return false;
  addQuote(rows, words).scrollIntoView({ block: "nearest" });
  return true;
}
