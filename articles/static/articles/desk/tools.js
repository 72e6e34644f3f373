// The tool bar: what a key does a button does too. In the notation's own view its buttons put signs before lines.

import { joined, markLines, replace } from "./body.js";
import { schema, nodeOf } from "./document.js";
import { emptyTable, setKind } from "./kinds.js";
import { isLink } from "./notation.js";
import { Pictures } from "./pictures.js";
import {
  addColumnAfter, addRowAfter, deleteColumn, deleteRow, deleteTable, isInTable, NodeSelection, TextSelection, toggleHeaderRow, toggleMark,
} from "./prosemirror.js";

const { marks, nodes } = schema;
const SIGNS = { heading: "## ", heading3: "### ", quote: "> ", list: "- ", numbered: "+ ", note: "（注）", paragraph: "" };
const TABLE = { row: addRowAfter, column: addColumnAfter, "no-row": deleteRow, "no-column": deleteColumn, head: toggleHeaderRow, "no-table": deleteTable };

/** Wires the bar of `editor`; `acts` are the buttons that belong to other parts (pull quote, remark). */
export function wireTools(editor, tools, acts) {
  const { area } = editor;
  const part = (name) => tools.querySelector(`[data-${name}]`);
  const kind = part("kind");
  const pictures = new Pictures((record) => editor.insert(nodeOf({ kind: "image", image: record.id }), 2));
  editor.onPictures = (file) => pictures.open(file);
  tools.hidden = false;

  const apply = (name) => {
    if (editor.isRich) editor.run(setKind(name));
    else markLines(area, SIGNS[name]);
  };
  kind.addEventListener("change", () => {
    if (editor.isRich) editor.run(setKind(kind.value, { toggles: false })); else markLines(area, SIGNS[kind.value]);
  });
  for (const button of tools.querySelectorAll("[data-make]")) button.addEventListener("click", () => apply(button.dataset.make));
  part("strong").addEventListener("click", () => {
    if (editor.isRich) editor.run(toggleMark(marks.strong)); else wrap(area, "**");
  });
  part("table").addEventListener("click", () => {
    if (editor.isRich) editor.insert(emptyTable(), 3); else insertLines(area, "|  |  |\n|---|---|\n|  |  |");
  });
  part("picture").addEventListener("click", () => pictures.open());
  for (const [name, command] of Object.entries(TABLE)) part(`t-${name}`).addEventListener("click", () => editor.run(command));
  part("join").addEventListener("click", () => (editor.isRich ? joinLines(editor) : joinPlain(area)));
  for (const [name, act] of Object.entries(acts)) {
    const button = part(name);
    if (button) { button.hidden = false; button.addEventListener("click", act); }
  }
  const openLink = wireLink(editor, part);
  editor.extra.KeyK = () => { openLink(); return true; };
  wirePlain(editor, part("plain"), [part("picture")]);

  const strong = part("strong");
  const rows = part("for-table");
  const show = (state) => {
    const name = editor.isRich ? editor.kind() : "paragraph";
    if ([...kind.options].some((option) => option.value === name)) kind.value = name;
    for (const button of tools.querySelectorAll("[data-make]")) button.setAttribute("aria-pressed", String(button.dataset.make === name));
    strong.setAttribute("aria-pressed", String(hasMark(state, marks.strong)));
    rows.hidden = !editor.isRich || !isInTable(state);
  };
  editor.listeners.push(show);
  show(editor.view.state);
}

function hasMark(state, type) {
  const { from, to, empty, $from } = state.selection;
  return empty ? Boolean(type.isInSet(state.storedMarks ?? $from.marks())) : state.doc.rangeHasMark(from, to, type);
}

// --- links

function wireLink(editor, part) {
  const box = part("link-box");
  const field = box.querySelector("input");
  const said = box.querySelector("[data-said]");
  const button = part("link");
  let range = null;

  function open() {
    if (!editor.isRich) { wrap(editor.area, "[", "](https://)"); return; }
    const { state } = editor.view;
    range = linkAround(state) ?? { from: state.selection.from, to: state.selection.to, href: "" };
    field.value = range.href;
    said.textContent = "";
    box.hidden = false;
    button.setAttribute("aria-expanded", "true");
    field.focus();
    field.select();
  }

  function close() {
    box.hidden = true;
    button.setAttribute("aria-expanded", "false");
    editor.focus();
  }

  function set(href) {
    const { view } = editor;
    const { from, to } = range;
    const tr = view.state.tr.removeMark(from, to, marks.link);
    if (href && from === to) {
      const shown = href.replace(/^https?:\/\//, "");
      tr.insert(from, schema.text(shown, [marks.link.create({ href })]));
      tr.setSelection(TextSelection.create(tr.doc, from + shown.length));
    } else if (href) {
      tr.addMark(from, to, marks.link.create({ href }));
      tr.setSelection(TextSelection.create(tr.doc, to));
    }
    editor.act(() => view.dispatch(tr.removeStoredMark(marks.link)));
    close();
  }

  function done() {
    const typed = field.value.trim();
    const href = /^[\w-]+(\.[\w-]+)+(\/|$|\?)/.test(typed) ? `https://${typed}` : /^[^\s@/]+@[^\s@/]+$/.test(typed) ? `mailto:${typed}` : typed;
    if (typed && !isLink(href)) { said.textContent = "网址以 https:// 开头，站内的以 / 开头。"; field.focus(); return; }
    set(href);
  }

  button.addEventListener("click", () => (box.hidden ? open() : close()));
  box.querySelector("[data-set]").addEventListener("click", done);
  box.querySelector("[data-unset]").addEventListener("click", () => set(""));
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && event.target === field) { event.preventDefault(); event.stopPropagation(); done(); }
    if (event.key === "Escape") { event.preventDefault(); close(); }
  });
  field.addEventListener("input", (event) => event.stopPropagation());
  return open;
}

/** The whole link that the caret is in. */
function linkAround({ selection, doc }) {
  const { $from, from, to, empty } = selection;
  const mark = marks.link.isInSet(empty ? $from.marks() : doc.nodeAt(from)?.marks ?? []) ?? marks.link.isInSet($from.nodeAfter?.marks ?? []);
  if (!mark) return null;
  if (!empty) return { from, to, href: mark.attrs.href };
  const start = $from.start();
  let found = null;
  $from.parent.forEach((child, offset) => {
    if (!mark.isInSet(child.marks)) return;
    const at = start + offset;
    if (found && found.to === at) found.to = at + child.nodeSize;
    else if (!found || found.to < from) found = { from: at, to: at + child.nodeSize, href: mark.attrs.href };
  });
  return found;
}

// --- broken lines of a PDF

/** Paragraphs of the selection, or of the whole text, that were one before a PDF broke them are one again. */
function joinLines(editor) {
  const { state } = editor.view;
  const { selection, doc } = state;
  const isAll = selection.empty || selection instanceof NodeSelection;
  const [first, last] = isAll ? [0, doc.childCount - 1] : [selection.$from.index(0), selection.$to.index(0)];
  const runs = [];
  for (let n = first; n <= last; n += 1) {
    const child = doc.child(n);
    if (child.type === nodes.paragraph && (runs.length && runs.at(-1).to === n)) runs.at(-1).to = n + 1;
    else if (child.type === nodes.paragraph) runs.push({ from: n, to: n + 1 });
  }
  const tr = state.tr;
  for (const { from, to } of runs.reverse()) {
    const lines = doc.children.slice(from, to).flatMap(split);
    const groups = joined.groups(lines.map((line) => line.textContent));
    if (groups.length === to - from && lines.length === to - from) continue;
    const made = groups.map((group) => nodes.paragraph.create(null, group.flatMap(({ at, glue }) => [
      ...(glue ? [schema.text(glue)] : []), ...trimmedInline(lines[at]),
    ])));
    let start = 0;
    for (let n = 0; n < from; n += 1) start += doc.child(n).nodeSize;
    let end = start;
    for (let n = from; n < to; n += 1) end += doc.child(n).nodeSize;
    tr.replaceWith(start, end, made);
  }
  if (tr.docChanged) editor.act((view) => view.dispatch(tr.scrollIntoView()));
}

/** A paragraph's lines: a break inside of it may be the PDF's too. */
function split(paragraph) {
  const lines = [[]];
  paragraph.forEach((child) => { if (child.type === nodes.break) lines.push([]); else lines.at(-1).push(child); });
  return lines.map((content) => nodes.paragraph.create(null, content));
}

function trimmedInline(line) {
  const all = line.children;
  return all.flatMap((child, at) => {
    let { text } = child;
    if (at === 0) text = text.replace(/^[\s\u3000]+/, "");
    if (at === all.length - 1) text = text.replace(/[\s\u3000]+$/, "");
    return text ? [schema.text(text, child.marks)] : [];
  });
}

// --- the notation's own view

function wirePlain(editor, button, onlyRich) {
  const { area } = editor;
  button.addEventListener("click", () => {
    const isRich = !editor.isRich;
    editor.setRich(isRich);
    button.setAttribute("aria-pressed", String(!isRich));
    for (const each of onlyRich) each.disabled = !isRich;
    (isRich ? editor : area).focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function joinPlain(area) {
  const isAll = area.selectionStart === area.selectionEnd;
  const [start, end] = isAll ? [0, area.value.length] : [area.selectionStart, area.selectionEnd];
  replace(area, start, end, joined(area.value.slice(start, end)));
}

function wrap(area, before, after = before) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  replace(area, start, end, before + value.slice(start, end) + after);
}

function insertLines(area, lines) {
  const at = area.value.indexOf("\n", area.selectionEnd);
  const end = at < 0 ? area.value.length : at;
  replace(area, end, end, `\n\n${lines}\n\n`);
}
