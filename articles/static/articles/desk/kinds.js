// What keys and buttons do to the text: change the kind of lines, leave a list, join what stands apart.

import { documentOf, nodeOf, schema } from "./document.js";
import { addRowAfter, AllSelection, chainCommands, Fragment, goToNextCell, InputRule, isInTable, Selection, splitBlock, TextSelection } from "./prosemirror.js";

const { nodes } = schema;
const HOLDERS = new Set([nodes.quote, nodes.list]);

/** The kind of the line that the caret is in, as the tool bar names it. */
export function kindAt(state) {
  const { $from } = state.selection;
  const block = $from.depth ? $from.node(1) : state.selection.node;
  if (!block) return "";
  if (block.type === nodes.list) return block.attrs.ordered ? "numbered" : "list";
  if (block.type === nodes.heading) return block.attrs.level > 2 ? "heading3" : "heading";
  return block.type.name;
}

const MADE = {
  paragraph: (content) => content.map((each) => nodes.paragraph.create(null, each)),
  heading: (content) => content.map((each) => nodes.heading.create({ level: 2 }, each)),
  heading3: (content) => content.map((each) => nodes.heading.create({ level: 3 }, each)),
  note: (content) => content.map((each) => nodes.note.create(null, each)),
  quote: (content) => [nodes.quote.create(null, content.map((each) => nodes.line.create(null, each)))],
  list: (content) => [nodes.list.create({ ordered: false }, content.map((each) => nodes.item.create(null, each)))],
  numbered: (content) => [nodes.list.create({ ordered: true }, content.map((each) => nodes.item.create(null, each)))],
};

/** The words without their marks: captions have none. */
export function bare(content) {
  const kept = [];
  content.forEach((child) => kept.push(child.mark([])));
  return Fragment.from(kept);
}

/** The chosen lines become `kind`; those that all have it already become paragraphs. What else stood in their list stays one. */
export const setKind = (kind, { toggles = true } = {}) => (state, dispatch) => {
  const { $from, $to } = state.selection instanceof AllSelection ? TextSelection.between(state.doc.resolve(0), state.doc.resolve(state.doc.content.size)) : state.selection;
  if (!$from.depth || !linesIn($from.node(1)) || !linesIn($to.node(1))) return false;
  const wanted = toggles && kind !== "paragraph" && kindAt(state) === kind ? "paragraph" : kind;
  if (!dispatch) return true;
  const [first, last] = [$from.index(0), $to.index(0)];
  const before = [];
  const chosen = [];
  const after = [];
  for (let n = first; n <= last; n += 1) {
    const block = state.doc.child(n);
    const all = linesIn(block);
    if (!all) { chosen.push(block); continue; }
    const from = n === first && HOLDERS.has(block.type) ? $from.index(1) : 0;
    const to = n === last && HOLDERS.has(block.type) ? $to.index(1) : all.length - 1;
    all.forEach((line, at) => {
      if (at >= from && at <= to) chosen.push(line);
      else if (at < from) before.push(line);
      else after.push(line);
    });
  }
  const keep = (block, rest) => (rest.length ? [block.type.create(block.attrs, rest.map((line) => line))] : []);
  const made = [...keep(state.doc.child(first), before), ...grouped(chosen, wanted), ...keep(state.doc.child(last), after)];
  const start = $from.before(1);
  const tr = state.tr.replaceWith(start, $to.after(1), made);
  const lead = before.length ? made[0].nodeSize : 0;
  const caret = ($pos, line) => start + lead + offsetOf(made.slice(before.length ? 1 : 0), line) + $pos.parentOffset;
  const lineOf = ($pos) => chosen.findIndex((line) => line === $pos.parent);
  const [anchor, head] = [lineOf(state.selection.$anchor), lineOf(state.selection.$head)];
  if (anchor >= 0 && head >= 0) {
    tr.setSelection(TextSelection.create(tr.doc, caret(state.selection.$anchor, anchor), caret(state.selection.$head, head)));
  }
  dispatch(tr.scrollIntoView());
  return true;
};

/** The lines of a block as nodes with inline content; null for tables, pictures and places. */
function linesIn(block) {
  if (HOLDERS.has(block.type)) return block.children;
  return block.isTextblock ? [block] : null;
}

function grouped(chosen, kind) {
  const made = [];
  let run = [];
  const flush = () => { if (run.length) made.push(...MADE[kind](run)); run = []; };
  for (const line of chosen) {
    if (line.isTextblock) run.push(line.content);
    else { flush(); made.push(line); }
  }
  flush();
  return made;
}

/** How far into `blocks` the content of their line number `wanted` begins. */
function offsetOf(blocks, wanted) {
  let at = 0;
  let line = 0;
  for (const block of blocks) {
    const all = linesIn(block);
    let inner = at + (HOLDERS.has(block.type) ? 1 : 0);
    for (const each of all ?? [block]) {
      if (line === wanted) return inner + 1;
      inner += each.nodeSize;
      line += 1;
    }
    at += block.nodeSize;
  }
  return at;
}

/** Enter: an empty line of a list or quotation leaves it; after a heading comes a paragraph; captions lead on. */
export const enter = (state, dispatch) => {
  const { $from, empty } = state.selection;
  const { parent } = $from;
  if (parent.type === nodes.caption || parent.type === nodes.credit) return leavePicture(state, dispatch);
  if (isInTable(state)) return lineBreak(state, dispatch);
  if (empty && HOLDERS.has($from.node(1)?.type) && parent.content.size === 0) return setKind("paragraph")(state, dispatch);
  if ((parent.type === nodes.heading || parent.type === nodes.note) && empty && $from.parentOffset === parent.content.size) {
    if (dispatch) {
      const tr = state.tr.insert($from.after(1), nodes.paragraph.create());
      dispatch(tr.setSelection(Selection.near(tr.doc.resolve($from.after(1)))).scrollIntoView());
    }
    return true;
  }
  return splitBlock(state, dispatch);
};

function leavePicture(state, dispatch) {
  const { $from } = state.selection;
  if (!dispatch) return true;
  const end = $from.after(1);
  const tr = state.tr;
  if ($from.parent.type === nodes.caption) tr.setSelection(TextSelection.create(tr.doc, $from.after() + 1));
  else {
    if (end === tr.doc.content.size) tr.insert(end, nodes.paragraph.create());
    tr.setSelection(Selection.near(tr.doc.resolve(end), 1));
  }
  dispatch(tr.scrollIntoView());
  return true;
}

export const lineBreak = (state, dispatch) => {
  const { $from } = state.selection;
  if (!$from.parent.type.contentMatch.matchType(nodes.break)) return false;
  dispatch?.(state.tr.replaceSelectionWith(nodes.break.create()).scrollIntoView());
  return true;
};

/** Backspace at the start of a line: what is no paragraph becomes one; a paragraph after a list or quotation goes on in its last line. */
export const backspace = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!empty || $from.parentOffset > 0 || !$from.depth) return false;
  const block = $from.node(1);
  if (block.type === nodes.picture) return true;
  if ([nodes.heading, nodes.note].includes(block.type) || (HOLDERS.has(block.type) && $from.index(1) === 0)) {
    return setKind("paragraph")(state, dispatch);
  }
  const before = $from.index(0) ? state.doc.child($from.index(0) - 1) : null;
  if (block.type !== nodes.paragraph || !before || !HOLDERS.has(before.type)) return false;
  if (dispatch) {
    const end = $from.before(1) - 2;
    const tr = state.tr.delete($from.before(1), $from.after(1)).insert(end, block.content);
    dispatch(tr.setSelection(TextSelection.create(tr.doc, end)).scrollIntoView());
  }
  return true;
};

export const tab = chainCommands(goToNextCell(1), (state, dispatch, view) => {
  if (!isInTable(state)) return false;
  if (dispatch) {
    addRowAfter(state, dispatch);
    goToNextCell(1)(view.state, dispatch);
  }
  return true;
});

/** Signs at the start of a paragraph make its kind, as in the notation. */
export const signs = [["## ", "heading"], ["### ", "heading3"], ["> ", "quote"], ["- ", "list"], ["+ ", "numbered"], ["（注）", "note"]].map(([sign, kind]) =>
  new InputRule(new RegExp(`^${sign.replace("+", "\\+")}$`), (state, match, start, end) => {
    if (state.doc.resolve(start).parent.type !== nodes.paragraph) return null;
    const tr = state.tr.delete(start, end);
    let made = null;
    setKind(kind, { toggles: false })(state.apply(tr), (second) => { made = second; });
    if (!made) return null;
    for (const step of made.steps) tr.step(step);
    return tr.setSelection(TextSelection.create(tr.doc, made.selection.from));
  }));

/** A block after the one that the caret is in, or instead of it when that is empty. */
export function insertBlock(state, dispatch, block, caret = 1) {
  const { selection } = state;
  const $from = selection.$from;
  const isEmpty = $from.depth === 1 && $from.parent.type === nodes.paragraph && $from.parent.content.size === 0;
  const at = isEmpty ? $from.before(1) : $from.depth ? $from.after(1) : selection.to;
  const tr = isEmpty ? state.tr.replaceWith(at, $from.after(1), block) : state.tr.insert(at, block);
  if (at + block.nodeSize >= tr.doc.content.size) tr.insert(at + block.nodeSize, nodes.paragraph.create());
  dispatch(tr.setSelection(Selection.near(tr.doc.resolve(at + caret))).scrollIntoView());
}

export const emptyTable = () => nodeOf({ kind: "table", rows: [["", "", ""], ["", "", ""], ["", "", ""]], head: true });

/** Lays a text that came from elsewhere into the document: only what differs, so that the caret stays where it is. */
export function layIn(state, text, { linesOf }) {
  const wanted = documentOf(text);
  const keys = (doc) => doc.children.map(linesOf);
  const [was, now] = [keys(state.doc), keys(wanted)];
  const tr = state.tr;
  for (const [i1, i2, j1, j2] of changes(was, now).reverse()) {
    const start = positionOf(state.doc, i1);
    if (i2 - i1 === 1 && j2 - j1 === 1 && state.doc.child(i1).sameMarkup(wanted.child(j1))) within(tr, start, state.doc.child(i1), wanted.child(j1));
    else tr.replaceWith(start, positionOf(state.doc, i2), wanted.children.slice(j1, j2));
  }
  return tr;
}

function within(tr, start, before, after) {
  const from = before.content.findDiffStart(after.content);
  if (from === null) return;
  let { a, b } = before.content.findDiffEnd(after.content);
  const overlap = from - Math.min(a, b);
  if (overlap > 0) { a += overlap; b += overlap; }
  tr.replace(start + 1 + from, start + 1 + a, after.slice(from, b));
}

function positionOf(doc, index) {
  let at = 0;
  for (let n = 0; n < index; n += 1) at += doc.child(n).nodeSize;
  return at;
}

/** Where two lists differ, as [from, to, from, to]; equal ends are taken off first, what is left is small. */
export function changes(was, now) {
  let head = 0;
  while (head < was.length && head < now.length && was[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < was.length - head && tail < now.length - head && was.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const [a, b] = [was.slice(head, was.length - tail), now.slice(head, now.length - tail)];
  if (!a.length && !b.length) return [];
  if (a.length * b.length > 250_000) return [[head, head + a.length, head, head + b.length]];
  const best = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) best[i][j] = a[i] === b[j] ? best[i + 1][j + 1] + 1 : Math.max(best[i + 1][j], best[i][j + 1]);
  }
  const found = [];
  let [i, j] = [0, 0];
  let [i0, j0] = [0, 0];
  const close = () => { if (i > i0 || j > j0) found.push([head + i0, head + i, head + j0, head + j]); };
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) { close(); i += 1; j += 1; [i0, j0] = [i, j]; }
    else if (best[i + 1][j] >= best[i][j + 1]) i += 1;
    else j += 1;
  }
  [i, j] = [a.length, b.length];
  close();
  return found;
}
