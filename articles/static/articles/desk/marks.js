// What proofreading found and what pull quotes are from, shown in the text without touching it: the words are drawn by
// the CSS Custom Highlight API, the numbers beside them are attributes of paragraphs. An input method is never disturbed.

import { Decoration, DecorationSet, Plugin, PluginKey, TextSelection } from "./prosemirror.js";

const TONES = ["error", "fact", "advice", "style"];
const SETTLE = 120;
const key = new PluginKey("marks");
const canDraw = typeof Highlight === "function" && "highlights" in CSS;

export class Marks {
  constructor(editor) {
    this.editor = editor;
    this.timer = 0;
    this.isShown = true;
    this.acts = {};
    this.plugin = new Plugin({
      key,
      state: {
        init: () => ({ found: [], quoted: [], gutter: DecorationSet.empty }),
        apply: (tr, value) => tr.getMeta(key) ?? (tr.docChanged ? moved(value, tr) : value),
      },
      props: {
        decorations: (state) => (this.isShown ? key.getState(state).gutter : null),
        handleClick: (view, pos, event) => { this.tipAt(pos, event); return false; },
      },
      view: () => ({
        update: (view, before) => {
          if (key.getState(view.state) !== key.getState(before) || view.state.doc !== before.doc) this.paintLater();
          if (view.state.doc !== before.doc) this.closeTip();
        },
      }),
    });
    this.tip = document.createElement("div");
    Object.assign(this.tip, { className: "pop tip tip--float", hidden: true });
    this.tip.setAttribute("role", "group");
  }

  get state() { return key.getState(this.editor.view.state); }

  /** `findings`: `{ from, to, number, found }` in reading order; `quoted`: `{ from, to }`. */
  set(part) {
    this.editor.whenSettled(() => {
      const { view } = this.editor;
      const now = { ...this.state, ...part };
      now.gutter = gutter(view.state.doc, now);
      view.dispatch(view.state.tr.setMeta(key, now).setMeta("addToHistory", false));
    });
  }

  setShown(isShown) {
    this.isShown = isShown;
    this.editor.view.dispatch(this.editor.view.state.tr);
    this.closeTip();
    this.paint();
  }

  // --- drawing

  paintLater() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.editor.whenSettled(() => this.paint()), SETTLE);
  }

  paint() {
    if (!canDraw) return;
    const { found, quoted } = this.state;
    const drawn = this.isShown && this.editor.isRich;
    for (const tone of TONES) this.draw(`check-${tone}`, drawn ? found.filter((each) => each.found.tone === tone) : []);
    this.draw("check-sign", drawn ? found.filter(({ from, to }) => to - from === 1) : []);
    this.draw("pull-quote", this.editor.isRich ? quoted : []);
    this.draw("check-on", drawn && this.open ? found.filter((each) => each.found === this.open) : []);
  }

  draw(name, places) {
    const ranges = places.map(({ from, to }) => this.rangeAt(from, to)).filter(Boolean);
    if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges)); else CSS.highlights.delete(name);
  }

  rangeAt(from, to) {
    try {
      const { view } = this.editor;
      const [start, end] = [view.domAtPos(from, 1), view.domAtPos(to, -1)];
      const range = document.createRange();
      range.setStart(start.node, start.offset);
      range.setEnd(end.node, end.offset);
      return range;
    } catch { return null; }
  }

  // --- the finding that the caret is in

  at(pos) { return this.state.found.find(({ from, to }) => from <= pos && pos <= to); }

  tipAt(pos) {
    const place = this.isShown && this.at(pos);
    if (place) this.openTip(place); else this.closeTip();
  }

  openTip({ from, to, found, number }) {
    const { view } = this.editor;
    const { tip } = this;
    this.open = found;
    tip.setAttribute("aria-label", `校对 ${number}`);
    tip.replaceChildren(...this.acts.tip(found, number));
    if (!tip.isConnected) this.editor.box.after(tip);
    tip.hidden = false;
    const host = tip.offsetParent.getBoundingClientRect();
    const [start, end] = [view.coordsAtPos(from), view.coordsAtPos(to, -1)];
    const left = Math.max(0, Math.min(start.left - host.left, host.width - tip.offsetWidth));
    const below = end.bottom - host.top + 6;
    const isAbove = end.bottom + tip.offsetHeight + 16 > innerHeight && start.top - tip.offsetHeight > 120;
    tip.style.insetInlineStart = `${left}px`;
    tip.style.insetBlockStart = `${isAbove ? start.top - host.top - tip.offsetHeight - 6 : below}px`;
    this.paint();
  }

  closeTip() {
    if (!this.open) return;
    this.open = null;
    this.tip.hidden = true;
    this.paintLater();
  }

  /** The next finding after the caret, or the one before it; round the end. */
  step(isBack) {
    const { found } = this.state;
    const { view } = this.editor;
    if (!found.length) return null;
    const { from } = view.state.selection;
    const place = isBack ? found.findLast((each) => each.from < from) ?? found.at(-1) : found.find((each) => each.from > from) ?? found[0];
    view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, place.from)).scrollIntoView());
    view.focus();
    const { top } = view.coordsAtPos(place.from);
    if (top < 160 || top > innerHeight - 160) scrollBy({ top: top - innerHeight * 0.4 });
    this.openTip(place);
    return place;
  }
}

/** What was found, where it stands after a change; what the change took away is gone. */
function moved(value, { mapping, doc }) {
  const map = (places) => places.flatMap((each) => {
    const from = mapping.mapResult(each.from, 1);
    const to = mapping.mapResult(each.to, -1);
    return from.pos < to.pos && !(from.deletedAfter && to.deletedBefore) ? [{ ...each, from: from.pos, to: to.pos }] : [];
  });
  return { found: map(value.found), quoted: map(value.quoted), gutter: value.gutter.map(mapping, doc) };
}

/** Numbers beside the paragraphs. */
function gutter(doc, { found, quoted }) {
  const blocks = new Map();
  const block = (pos) => {
    const $pos = doc.resolve(pos);
    return $pos.depth && !["table", "picture"].includes($pos.node(1).type.name) ? $pos.before($pos.node(1).isTextblock ? 1 : 2) : null;
  };
  for (const { from } of quoted) {
    const at = block(from);
    if (at !== null) blocks.set(at, { n: "金句", tone: "quote" });
  }
  for (const { from, number, found: { tone } } of [...found].reverse()) {
    const at = block(from);
    if (at === null) continue;
    const last = blocks.get(at);
    const upper = last && last.tone !== "quote" ? last.upper : number;
    const isWorse = last && TONES.indexOf(last.tone) >= 0 && TONES.indexOf(last.tone) < TONES.indexOf(tone);
    blocks.set(at, { n: upper === number ? `${number}` : `${number}–${upper}`, upper, tone: isWorse ? last.tone : tone });
  }
  return DecorationSet.create(doc, [...blocks].map(([at, { n, tone }]) => Decoration.node(at, at + doc.nodeAt(at).nodeSize, { "data-n": n, class: `g-${tone}` })));
}
