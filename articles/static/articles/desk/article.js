// The article form put together. Without this script it is a plain form that still enters, edits and saves.

import { wireBody } from "./body.js";
import { wireChecks } from "./checks.js";
import { wireConflict } from "./conflict.js";
import { Keeping } from "./keeping.js";
import { wirePerson } from "./people.js";
import { wirePaste } from "./paste.js";
import { wirePreview } from "./preview.js";
import { quoteSelection, wireIdeas, wireQuotes } from "./quotes.js";
import { offerCopies } from "./recovery.js";
import { Rows } from "./rows.js";
import { wireTags } from "./tags.js";

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
wireBody(body, form.querySelector("[data-tools]"), saidNow);
wireTags(form.querySelector("[data-tag-editor]"), form, words);
check = wireQuotes(quotes, form, words);
wireIdeas(quotes, form, words);
wirePaste(body);
proofread = wireChecks(form.querySelector("[data-panel-checks]"), form, { byline, statements, quotes });

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

// --- keys: Ctrl+S saves, Alt+Q makes a quote, Enter in a line never sends the form by accident
let area = body;
form.addEventListener("focusin", (event) => {
  if (event.target === body || event.target.name?.startsWith("st-")) area = event.target;
});
const quoteIt = () => { if (!quoteSelection(quotes, area)) body.focus(); };
form.querySelector("[data-quote]").addEventListener("click", quoteIt);
document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[name=_save]"));
  } else if (event.altKey && event.code === "KeyQ") {
    event.preventDefault();
    quoteIt();
  }
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
form.addEventListener("mended", () => form.dispatchEvent(new Event("input")));
offerCopies(keeping, form.querySelector("[data-recovered]"));
const clash = form.querySelector("[data-conflict-box]");
if (clash) wireConflict(clash, form);
wirePreview(form, form.querySelector("[data-preview]"));
