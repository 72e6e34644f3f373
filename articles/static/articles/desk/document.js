// The text as the editor holds it: which blocks there are, and how they come from the notation and go back.

import { inOrder, read, written } from "./notation.js";
import { DOMSerializer, Fragment, Schema, tableNodes } from "./prosemirror.js";

const tables = tableNodes({ tableGroup: "block", cellContent: "(text | break)*", cellAttributes: {} });

const heading = (level) => ({ tag: `h${level}`, attrs: { level: Math.min(4, Math.max(2, level)) } });

export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: { group: "block", content: "inline*", parseDOM: [{ tag: "p" }, { tag: "pre" }], toDOM: () => ["p", 0] },
    heading: {
      group: "block", content: "inline*", defining: true, attrs: { level: { default: 2 } },
      parseDOM: [1, 2, 3, 4, 5, 6].map(heading), toDOM: (node) => [`h${node.attrs.level}`, 0],
    },
    note: { group: "block", content: "inline*", defining: true, parseDOM: [{ tag: "p.note", priority: 60 }], toDOM: () => ["p", { class: "note" }, 0] },
    quote: { group: "block", content: "line+", defining: true, parseDOM: [{ tag: "blockquote" }], toDOM: () => ["blockquote", 0] },
    line: { content: "inline*", parseDOM: [{ tag: "p", context: "quote/", priority: 60 }], toDOM: () => ["p", 0] },
    list: {
      group: "block", content: "item+", attrs: { ordered: { default: false } },
      parseDOM: [{ tag: "ol", attrs: { ordered: true } }, { tag: "ul" }], toDOM: (node) => [node.attrs.ordered ? "ol" : "ul", 0],
    },
    item: { content: "(text | break)*", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
    picture: {
      group: "block", content: "caption credit", attrs: { image: {} }, isolating: true, draggable: true,
      parseDOM: [{ tag: "figure[data-image]", getAttrs: (dom) => ({ image: dom.dataset.image }) }],
      toDOM: (node) => ["figure", { "data-image": node.attrs.image }, 0],
    },
    caption: { content: "text*", marks: "", isolating: true, parseDOM: [{ tag: "p[data-part=caption]", priority: 70 }], toDOM: () => ["p", { "data-part": "caption" }, 0] },
    credit: { content: "text*", marks: "", isolating: true, parseDOM: [{ tag: "p[data-part=credit]", priority: 70 }], toDOM: () => ["p", { "data-part": "credit" }, 0] },
    place: {
      group: "block", atom: true, attrs: { text: {} }, draggable: true,
      parseDOM: [{ tag: "div[data-place]", getAttrs: (dom) => ({ text: dom.dataset.place }) }],
      toDOM: (node) => ["div", { class: "place-line", "data-place": node.attrs.text }, node.attrs.text.slice(1, -1)],
    },
    ...tables,
    break: { group: "inline", inline: true, selectable: false, linebreakReplacement: true, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
    text: { group: "inline" },
  },
  marks: {
    link: { attrs: { href: {} }, inclusive: false, parseDOM: [{ tag: "a[href]", getAttrs: (dom) => ({ href: dom.getAttribute("href") }) }], toDOM: (mark) => ["a", { href: mark.attrs.href }, 0] },
    strong: { parseDOM: [{ tag: "strong" }, { tag: "b" }], toDOM: () => ["strong", 0] },
    em: { parseDOM: [{ tag: "em" }, { tag: "i" }], toDOM: () => ["em", 0] },
  },
});

const { nodes, marks } = schema;
const lines = new WeakMap(); // a block that nobody touched keeps the very lines that it was read from

/** The document that a text in the notation stands for. */
export function documentOf(text) {
  const source = text.replace(/\r\n?/g, "\n");
  const blocks = read(source).map(({ block, start, end }) => {
    const node = nodeOf(block);
    lines.set(node, source.slice(start, end));
    return node;
  });
  return nodes.doc.create(null, blocks.length ? blocks : [nodes.paragraph.create()]);
}

/** Its notation; only what changed since the last time is written anew. */
export function notationOf(doc) {
  const parts = [];
  doc.forEach((node) => { const text = linesOf(node); if (text) parts.push(text); });
  return parts.join("\n\n");
}

/** The lines of one block; empty for one without words. */
export function linesOf(node) {
  let text = lines.get(node);
  if (text === undefined) {
    const block = blockOf(node);
    text = (block.text ?? block.items?.join("") ?? "x").trim() ? written(block) : "";
    lines.set(node, text);
  }
  return text;
}

// --- from the notation's blocks

const inlineOf = (text, ranges = []) => {
  const edges = [...new Set([0, text.length, ...ranges.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  const made = [];
  for (let n = 0; n + 1 < edges.length; n += 1) {
    const [from, to] = [edges[n], edges[n + 1]];
    const own = ranges.filter(({ start, end }) => start <= from && end >= to);
    const set = own.map(({ kind, href }) => (kind === "link" ? marks.link.create({ href }) : marks[kind].create()));
    text.slice(from, to).split("\n").forEach((line, at) => {
      if (at) made.push(nodes.break.create());
      if (line) made.push(schema.text(line, set));
    });
  }
  return Fragment.from(made);
};

/** One block of the notation as a node. */
export function nodeOf(block) {
  switch (block.kind) {
    case "heading": return nodes.heading.create({ level: block.level ?? 2 }, inlineOf(block.text, block.marks));
    case "note": return nodes.note.create(null, inlineOf(block.text, block.marks));
    case "quote": return quoteOf(block);
    case "list": return listOf(block);
    case "table": return tableOf(block);
    case "image": return nodes.picture.create({ image: block.image }, [nodes.caption.create(null, wordsOf(block.caption)), nodes.credit.create(null, wordsOf(block.credit))]);
    case "place": return nodes.place.create({ text: block.text });
  }
  return nodes.paragraph.create(null, inlineOf(block.text, block.marks));
}

const wordsOf = (text) => (text ? schema.text(text.replaceAll("\n", " ")) : null);

/** Takes the texts of a block one after the other, and gives each with its own part of the marks. */
function slicer(all = []) {
  let at = 0;
  return (text) => {
    const from = at;
    at += text.length + 1;
    const own = all.filter(({ start, end }) => start < from + text.length && end > from)
      .map((mark) => ({ ...mark, start: Math.max(0, mark.start - from), end: Math.min(text.length, mark.end - from) }));
    return inlineOf(text, own);
  };
}

function quoteOf({ text, marks: all }) {
  const next = slicer(all);
  return nodes.quote.create(null, text.split("\n").map((line) => nodes.line.create(null, next(line))));
}

function listOf({ items, ordered, marks: all }) {
  const next = slicer(all);
  return nodes.list.create({ ordered }, items.length ? items.map((item) => nodes.item.create(null, next(item))) : nodes.item.create());
}

function tableOf({ rows, head, marks: all }) {
  const width = Math.max(1, ...rows.map((row) => row.length));
  const next = slicer(all);
  return nodes.table.create(null, rows.map((row, n) => {
    const cells = row.map(next);
    if (!row.length) next("");
    const type = nodes[head && n === 0 ? "table_header" : "table_cell"];
    return nodes.table_row.create(null, Array.from({ length: width }, (_, at) => type.create(null, cells[at])));
  }));
}

// --- and back

const wordsIn = (node) => node.textBetween(0, node.content.size, "", (leaf) => (leaf.type === nodes.break ? "\n" : ""));

/** The words of some textblocks and their marks; the n-th character of `between` stands behind the n-th. */
function textOf(textblocks, between = "") {
  let text = "";
  const found = [];
  textblocks.forEach((node, n) => {
    if (n) text += between[n - 1] ?? "\n";
    node.forEach((child) => {
      const start = text.length;
      text += child.isText ? child.text : "\n";
      if (!child.isText) return;
      for (const mark of child.marks) {
        const last = found.findLast((each) => each.kind === mark.type.name);
        if (last && last.end === start && last.href === mark.attrs.href) last.end = text.length;
        else found.push({ start, end: text.length, kind: mark.type.name, ...(mark.attrs.href ? { href: mark.attrs.href } : {}) });
      }
    });
  });
  return found.length ? { text, marks: inOrder(found) } : { text };
}

function marksOf(textblocks, between) {
  const found = textOf(textblocks, between).marks;
  return found ? { marks: found } : {};
}

/** A node as a block of the notation. */
export function blockOf(node) {
  switch (node.type) {
    case nodes.heading: return { kind: "heading", level: node.attrs.level, ...textOf([node]) };
    case nodes.note: return { kind: "note", ...textOf([node]) };
    case nodes.quote: return { kind: "quote", ...textOf(node.children) };
    case nodes.list: {
      const items = node.children.filter((item) => wordsIn(item).trim());
      return { kind: "list", items: items.map(wordsIn), ordered: node.attrs.ordered, ...marksOf(items) };
    }
    case nodes.table: {
      const rows = node.children.map((row) => row.children);
      return {
        kind: "table", rows: rows.map((row) => row.map(wordsIn)),
        head: rows[0].every((cell) => cell.type === nodes.table_header),
        ...marksOf(rows.flat(), rows.map((row) => `${"\t".repeat(row.length - 1)}\n`).join("")),
      };
    }
    case nodes.picture: return { kind: "image", image: node.attrs.image, caption: node.child(0).textContent.trim(), credit: node.child(1).textContent.trim() };
    case nodes.place: return { kind: "place", text: node.attrs.text };
  }
  return { kind: "paragraph", ...textOf([node]) };
}

// --- places: the notation counts characters, the editor counts positions

/** The positions of a block's characters, in the order in which the notation's `words` have them. */
function positionsIn({ node, pos, text }) {
  const found = [];
  let words = "";
  const walk = (each, from) => {
    if (each.isTextblock) {
      each.forEach((child, offset) => { for (let n = 0; n < child.nodeSize; n += 1) found.push(from + 1 + offset + n); });
      words += wordsIn(each);
      return;
    }
    each.forEach((child, offset, n) => {
      if (n) { found.push(from + offset); words += child.isTextblock && each.type === nodes.table_row ? "\t" : "\n"; }
      walk(child, from + 1 + offset);
    });
  };
  walk(node, pos);
  const gone = words.indexOf(read(text)[0]?.words.text ?? ""); // white space about it is not written
  return gone > 0 ? found.slice(gone) : found;
}

/** Ranges `{ start, end }` of the notation as `{ from, to }` of the document; null for what cannot be placed. */
export function placed(doc, ranges) {
  const blocks = [];
  let at = 0;
  doc.forEach((node, pos) => {
    const text = linesOf(node);
    if (!text) return;
    blocks.push({ node, pos, start: at, end: at + text.length, text });
    at += text.length + 2;
  });
  const known = new Map();
  return ranges.map(({ start, end }) => {
    const block = blocks.find((each) => start >= each.start && start <= each.end);
    if (!block || end > block.end) return null;
    if (!known.has(block)) {
      known.set(block, { at: read(block.text)[0]?.words.at ?? [], positions: positionsIn(block) });
    }
    const { at: places, positions } = known.get(block);
    const first = places.findIndex((place) => place >= start - block.start);
    const last = places.findLastIndex((place) => place < end - block.start);
    if (first < 0 || last < first || positions[last] === undefined) return null;
    return { from: positions[first], to: positions[last] + 1 };
  });
}

/** Blocks of the notation as the HTML that the editor itself would copy. */
export function htmlOf(blocks) {
  const box = document.createElement("div");
  box.append(DOMSerializer.fromSchema(schema).serializeFragment(Fragment.from(blocks.map(nodeOf))));
  return box.innerHTML;
}
