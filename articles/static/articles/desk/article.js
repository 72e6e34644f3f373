// The article form put together. Without this script it is a plain form that still enters, edits and saves.

import { takeUp } from "./begun.js";
import { wireCount } from "./body.js";
import { wireChecks } from "./checks.js";
import { wireConflict } from "./conflict.js";
import { Editor } from "./editor.js";
import { Keeping } from "./keeping.js";
import { wirePerson } from "./people.js";
import { wirePaste } from "./paste.js";
import { wirePreview } from "./preview.js";
import { quoteSelection, wireIdeas, wireQuotes } from "./quotes.js";
import { offerCopies } from "./recovery.js";
import { wireRemark } from "./remark.js";
import { Rows } from "./rows.js";
import { surfaceOf } from "./surface.js";
import { wireTags } from "./tags.js";
import { wireTools } from "./tools.js";

const form = document.getElementById("article-form");
const body = form.elements.body;
const box = (name) => form.querySelector(`[data-rows="${name}"]`);
let check = () => {};
let proofread = () => {};
let keep = () => {};

document.documentElement.classList.add("scripted");

const byline = new Rows(box("by"), {
  onAdd: (row) => wirePerson(byline, row, "name", form.dataset.authors),
  onChange: () => { proofread(); keep(); },
});
const statements = new Rows(box("st"), {
  onAdd: (row) => wirePerson(statements, row, "speaker", form.dataset.authors),
  onChange: () => { check(); proofread(); keep(); },
});
const quotes = new Rows(box("pq"), { onChange: () => { check(); proofread(); keep(); } });
for (const row of byline.rows()) wirePerson(byline, row, "name", form.dataset.authors);
for (const row of statements.rows()) wirePerson(statements, row, "speaker", form.dataset.authors);

const saidNow = () => statements.present().map((row) => statements.field(row, "text").value);
const words = () => {
  const said = saidNow();
  return {
    title: form.elements.title.value,
    body: body.value,
    statements: said,
    text: [body.value, ...said].join("\n"),
  };
};
// --- the text as one sees it
const told = form.querySelector("[data-told]");
const tell = (sentence) => { told.hidden = !sentence; told.firstElementChild.textContent = sentence; };
told.querySelector("button").addEventListener("click", () => { tell(""); editor.focus(); });
const editor = new Editor(body, form.querySelector("[data-editor]"), { told: tell });
editor.setRich(true);
wireCount(body, form.querySelector("[data-count]"), saidNow);
wireTags(form.querySelector("[data-tag-editor]"), form, words);
check = wireQuotes(quotes, form, words, (texts) => editor.markQuotes(texts));
wireIdeas(quotes, form, words);
wirePaste(body, tell);
const checks = wireChecks(form.querySelector("[data-panel-checks]"), form, { byline, statements, quotes });
proofread = checks;
Object.assign(editor.marks.acts, checks.acts);

// --- place: the fields for a new page show only when they are wanted
const place = form.elements.place;
const newPage = form.querySelector("[data-new-page]");
const showNewPage = () => { newPage.hidden = place.value !== "new"; };
place.addEventListener("change", () => {
  showNewPage();
  form.elements.position.value = "";
  if (place.value === "new") form.elements.new_date.focus();
});
showNewPage();

// --- keys: Ctrl+S saves, Alt+Q makes a quote, Alt+C a remark; Enter in a line never sends the form by accident
let area = body;
form.addEventListener("focusin", (event) => {
  if (editor.box.contains(event.target)) area = body;
  else if (event.target === body || event.target.name?.startsWith("st-")) area = event.target;
});
const quoteIt = () => { if (!quoteSelection(quotes, surfaceOf(area))) surfaceOf(body).focus(); };
const remark = wireRemark(form, () => surfaceOf(area).selectedWords().trim(), async () => keeping.save());
const toggle = form.querySelector("[data-check-toggle]");
const openTip = (act) => () => { const { open } = editor.marks; if (open) act(open); return Boolean(open); };
Object.assign(editor.extra, { KeyA: openTip(checks.acts.mend), KeyI: openTip(checks.acts.ignore) });
wireTools(editor, form.querySelector("[data-tools]"), {
  quote: quoteIt,
  ...(remark ? { remark } : {}),
  "check-toggle": () => {
    const isShown = toggle.getAttribute("aria-pressed") !== "true";
    toggle.setAttribute("aria-pressed", String(isShown));
    editor.marks.setShown(isShown);
  },
});
for (const link of form.querySelectorAll('a[href="#id_body"]')) {
  link.addEventListener("click", (event) => { event.preventDefault(); surfaceOf(body).focus(); });
}
document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[name=_save]"));
  } else if (event.altKey && event.code === "KeyQ") {
    event.preventDefault();
    quoteIt();
  } else if (event.altKey && event.code === "KeyC") {
    event.preventDefault();
    remark?.();
  } else if (event.key === "F7" && editor.isRich) {
    event.preventDefault();
    editor.marks.step(event.shiftKey);
  } else if (event.key === "Escape") editor.marks.closeTip();
});
form.addEventListener("keydown", (event) => {
  // also while an input method is composing: its own Enter is not ours, and must not send the form either
  if (event.key !== "Enter") return;
  if (event.target.matches("input:not([type=checkbox]):not([type=submit])")) event.preventDefault();
});

// --- nothing typed is lost
const keeping = new Keeping(form, {
  said: form.querySelector("[data-saved]"),
  notice: form.querySelector("[data-keeping]"),
  here: document.querySelector("[data-here]"),
});
keep = () => keeping.later();
form.addEventListener("begun", (event) => { takeUp(event.detail); proofread(); });
form.addEventListener("mended", () => {
  if (editor.isRich) editor.take();
  checks.redraw();
  form.dispatchEvent(new Event("input"));
});
offerCopies(keeping, form.querySelector("[data-recovered]"));
const clash = form.querySelector("[data-conflict-box]");
if (clash) wireConflict(clash, form);
wirePreview(form, form.querySelector("[data-preview]"));
