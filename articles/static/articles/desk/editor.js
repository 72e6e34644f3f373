// The text as one sees it, over the text area that keeps its notation. Without it the text area is the editor.

import { documentOf, htmlOf, linesOf, notationOf, placed, schema } from "./document.js";
import { backspace, bare, enter, insertBlock, kindAt, layIn, lineBreak, setKind, signs, tab } from "./kinds.js";
import { Marks } from "./marks.js";
import { blocksFrom, isOwn } from "./paste.js";
import { pictureView } from "./pictures.js";
import {
  baseKeymap, closeHistory, dropCursor, EditorState, EditorView, gapCursor, goToNextCell, history, inputRules, keymap, Plugin, redo,
  Slice, Fragment, Decoration, DecorationSet, tableEditing, TextSelection, toggleMark, undo,
} from "./prosemirror.js";

const { nodes, marks } = schema;
const HINTS = new Map([[nodes.caption, "图说（留空用图库的）"], [nodes.credit, "作者（留空用图库的）"]]);

const keys = {
  "Mod-b": toggleMark(marks.strong),
  "Mod-i": toggleMark(marks.em),
  "Mod-z": undo,
  "Mod-y": redo,
  "Shift-Mod-z": redo,
  "Shift-Enter": lineBreak,
  Enter: enter,
  Backspace: backspace,
  Tab: tab,
  "Shift-Tab": goToNextCell(-1),
  "Mod-Alt-0": setKind("paragraph"),
  "Mod-Alt-2": setKind("heading"),
  "Mod-Alt-3": setKind("heading3"),
  "Shift-Mod-7": setKind("numbered"),
  "Shift-Mod-8": setKind("list"),
  "Shift-Mod-9": setKind("quote"),
};

export class Editor {
  /** Mounts over `area`. `box` is where it goes, `hints` what an empty text shows, `told` says what one must know. */
  constructor(area, box, { told, onPictures }) {
    Object.assign(this, { area, box, told, onPictures, listeners: [], extra: {} });
    this.marks = new Marks(this);
    this.isRich = true;
    this.view = new EditorView({ mount: box }, {
      state: this.stateOf(documentOf(area.value)),
      attributes: {
        id: "body-editor", class: "ed", role: "textbox", "aria-multiline": "true", "aria-label": "正文", spellcheck: "false",
        ...(area.readOnly || area.disabled ? { "aria-readonly": "true" } : {}),
      },
      editable: () => !area.readOnly && !area.disabled,
      nodeViews: { picture: pictureView, table_header: headerView },
      dispatchTransaction: (tr) => this.dispatch(tr),
      transformPastedHTML: (html) => (isOwn(html) ? html : htmlOf(blocksFrom(html, (words) => told(words)))),
      transformPasted: (slice, view) => fitted(slice, view.state.selection.$from.parent.type),
      clipboardTextParser: (text, $context, isPlain, view) => this.plainSlice(text, $context, view),
      clipboardTextSerializer: (slice) => slice.content.textBetween(0, slice.content.size, "\n", (leaf) => (leaf.type === nodes.break ? "\n" : "")),
      handlePaste: (view, event) => this.pasteFiles(event.clipboardData),
      handleDrop: (view, event, slice, isMoved) => !isMoved && this.pasteFiles(event.dataTransfer),
      handleDOMEvents: {
        compositionend: () => { setTimeout(() => this.afterComposition()); return false; },
      },
    });
    // The editor tells of its changes itself; the browser's own events would be counted twice.
    box.addEventListener("input", (event) => event.stopPropagation());
    this.later = [];
  }

  stateOf(doc) {
    return EditorState.create({
      doc,
      plugins: [
        inputRules({ rules: signs }),
        keymap({ ...keys }),
        new Plugin({ props: { handleKeyDown: (view, event) => this.extraKey(event) } }),
        keymap(baseKeymap),
        history({ newGroupDelay: 600 }),
        dropCursor({ class: "drop-line", width: 2, color: false }),
        gapCursor(),
        tableEditing(),
        this.marks.plugin,
        hints,
      ],
    });
  }

  // --- text area and document

  dispatch(tr) {
    const { view, area } = this;
    const isOwnStep = tr.docChanged && (this.isOwnStep || ["paste", "drop", "cut"].includes(tr.getMeta("uiEvent")));
    view.updateState(view.state.apply(isOwnStep ? closeHistory(tr) : tr));
    if (isOwnStep) view.updateState(view.state.apply(closeHistory(view.state.tr)));
    if (tr.docChanged && !tr.getMeta("fromArea")) {
      area.value = notationOf(view.state.doc);
      area.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: view.composing }));
    }
    for (const listen of this.listeners) listen(view.state, tr);
  }

  /** The text area was changed by others (a merge, a choice in a conflict): show that, and leave the caret alone. */
  take() {
    if (this.view.composing) { this.later.push(() => this.take()); return; }
    const { state } = this.view;
    if (notationOf(state.doc) === this.area.value) return;
    const tr = layIn(state, this.area.value, { linesOf });
    if (tr.docChanged) this.view.dispatch(tr.setMeta("fromArea", true).setMeta("addToHistory", false));
  }

  /** Runs now, or once the input method is done. */
  whenSettled(act) {
    if (this.view.composing) this.later.push(act); else act();
  }

  afterComposition() {
    if (this.view.composing) return;
    for (const act of this.later.splice(0)) act();
  }

  get text() { return this.isRich ? notationOf(this.view.state.doc) : this.area.value; }

  /** Does something that is undone by itself, not together with the typing before or after it. */
  act(run) {
    this.isOwnStep = true;
    const done = run(this.view);
    this.isOwnStep = false;
    this.view.focus();
    return done;
  }

  run(command) { return this.act((view) => command(view.state, (tr) => view.dispatch(tr), view)); }

  insert(block, caret) { this.act((view) => insertBlock(view.state, (tr) => view.dispatch(tr), block, caret)); }

  kind() { return kindAt(this.view.state); }

  /** Keys that others want: code of the key → what to do, with Alt. */
  extraKey(event) {
    if (event.isComposing || !event.altKey || event.ctrlKey || event.metaKey) return false;
    const act = this.extra[event.code];
    return Boolean(act && act());
  }

  // --- what proofreading, pull quotes and remarks need, in the notation's own counting

  selectedWords() {
    const { from, to } = this.view.state.selection;
    return this.view.state.doc.textBetween(from, to, "\n", (leaf) => (leaf.type === nodes.break ? "\n" : ""));
  }

  focus() { this.view.focus(); }

  rangeOf(start, end) { return placed(this.view.state.doc, [{ start, end }])[0]; }

  show(start, end) {
    const range = this.rangeOf(start, end);
    if (range) this.showRange(range);
    return Boolean(range);
  }

  showRange({ from, to }) {
    const { view } = this;
    view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, from, to)));
    view.focus();
    const { top } = view.coordsAtPos(from);
    if (top < 160 || top > innerHeight - 120) scrollBy({ top: top - innerHeight * 0.4 });
  }

  /** Replaces by plain words; marks about them stay. False when the place is not in the text. */
  replace(start, end, words) {
    const range = this.rangeOf(start, end);
    if (!range) return false;
    const { view } = this;
    const tr = words ? view.state.tr.insertText(words, range.from, range.to) : view.state.tr.delete(range.from, range.to);
    tr.setSelection(TextSelection.create(tr.doc, range.from, range.from + words.length));
    this.act(() => view.dispatch(tr));
    return true;
  }

  // --- what was found in the text

  /** `{ start, end, number, found }` in the notation's counting, in reading order. */
  mark(findings) {
    this.whenSettled(() => {
      const ranges = placed(this.view.state.doc, findings);
      this.marks.set({ found: findings.flatMap((each, at) => (ranges[at] ? [{ ...ranges[at], number: each.number, found: each.found }] : [])) });
    });
  }

  /** The first place of each of these words, within one paragraph. */
  markQuotes(texts) {
    const quoted = [];
    const wanted = new Set(texts.filter(Boolean));
    this.view.state.doc.descendants((node, pos) => {
      if (!node.isTextblock || !wanted.size) return !node.isTextblock;
      const text = node.textBetween(0, node.content.size, "", "\n");
      for (const each of wanted) {
        const at = text.indexOf(each);
        if (at < 0) continue;
        quoted.push({ from: pos + 1 + at, to: pos + 1 + at + each.length });
        wanted.delete(each);
      }
      return false;
    });
    this.marks.set({ quoted });
  }

  // --- pasting

  plainSlice(text, $context, view) {
    const rows = text.replace(/\r\n?/g, "\n").split("\n").map((line) => line.replace(/^[\s\u3000]+|\s+$/g, "")).filter(Boolean);
    const isLine = !$context.parent.type.spec.group;
    if (rows.length < 2 || isLine) {
      const words = rows.join(isLine && $context.parent.type !== nodes.line && $context.parent.type !== nodes.item ? " " : "\n");
      const found = $context.marks();
      const made = words.split("\n").flatMap((line, n) => [...(n ? [nodes.break.create()] : []), ...(line ? [schema.text(line, found)] : [])]);
      return new Slice(Fragment.from(made), 0, 0);
    }
    void view;
    return new Slice(Fragment.from(rows.map((line) => nodes.paragraph.create(null, schema.text(line)))), 1, 1);
  }

  /** A picture in the clipboard or dropped is taken up as an upload. */
  pasteFiles(data) {
    const files = [...(data?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    if (!files.length || data.getData("text/html").trim().replace(/<img[^>]*>|<\/?(html|body|meta)[^>]*>|<!--.*?-->/gi, "").trim()) return false;
    this.onPictures(files[0]);
    return true;
  }

  // --- words and signs, or the notation itself

  setRich(isRich) {
    this.isRich = isRich;
    this.box.hidden = !isRich;
    this.area.hidden = isRich;
    if (isRich) {
      const doc = documentOf(this.area.value);
      if (notationOf(doc) !== notationOf(this.view.state.doc)) this.take();
    }
    this.area.surface = isRich ? this : undefined;
    document.querySelector("[data-notation]").hidden = isRich;
  }
}

/** What is pasted into a cell, a caption, an item or a quotation's line stays in it: several paragraphs do not tear it apart. */
function fitted(slice, into) {
  const holder = into === nodes.item ? nodes.list : into === nodes.line ? nodes.quote : null;
  const isNarrow = Boolean(into.isTextblock && (into.spec.tableRole || into.spec.marks === ""));
  if (!holder && !isNarrow) return slice;
  const found = [];
  let hasOther = false;
  slice.content.descendants((node) => {
    if (["table", "picture", "place"].includes(node.type.name)) hasOther = true;
    if (node.isTextblock) found.push(node.content);
    return !node.isTextblock && !hasOther;
  });
  if (hasOther || !found.length) return slice;
  if (holder) return new Slice(Fragment.from(holder.create(null, found.map((each) => into.create(null, each)))), 2, 2);
  const between = into.contentMatch.matchType(nodes.break) ? nodes.break.create() : schema.text(" ");
  const words = (each) => (into.spec.marks === "" ? bare(each) : each);
  return new Slice(found.reduce((all, each, n) => all.append(n ? Fragment.from(between) : Fragment.empty).append(words(each)), Fragment.empty), 0, 0);
}

/** A head that is still to be written is no heading of anything yet; copies have a real one. */
function headerView() {
  const dom = document.createElement("td");
  dom.className = "th";
  return { dom, contentDOM: dom };
}

/** What an empty caption, credit or text is for, as an attribute that the style sheet shows. */
const hints = new Plugin({
  props: {
    decorations({ doc }) {
      const found = [];
      if (doc.childCount === 1 && doc.firstChild.type === nodes.paragraph && !doc.firstChild.content.size) {
        found.push(Decoration.node(0, doc.firstChild.nodeSize, { "data-hint": "在这里写，或把文字粘贴进来。" }));
      }
      doc.forEach((node, pos) => {
        if (node.type !== nodes.picture) return;
        node.forEach((part, offset) => {
          if (!part.content.size) found.push(Decoration.node(pos + 1 + offset, pos + 1 + offset + part.nodeSize, { "data-hint": HINTS.get(part.type) }));
        });
      });
      return found.length ? DecorationSet.create(doc, found) : null;
    },
  },
});
