// A paste from Word, WeChat or a web page becomes blocks of the notation: words and structure, nothing else.

import { replace } from "./body.js";
import { inOrder, isLink, write } from "./notation.js";
import { plainly } from "./plain.js";

const DROPPED = "script,style,head,meta,link,title,template,noscript,iframe,object,svg,button,input,select,form,nav";
const BLOCKS = new Set(["P", "DIV", "SECTION", "ARTICLE", "HEADER", "FOOTER", "MAIN", "ASIDE", "FIGURE", "FIGCAPTION", "CENTER", "DL", "DT", "DD", "PRE", "ADDRESS", "FIELDSET"]);
const INVISIBLE = /[\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad]/;
const CJK = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—]/;
const WORD = /[\p{L}\p{N}]/u;
const LONGEST_HEADING = 30; // characters of a line that is bold as a whole and ends without a stop
const BREAK = "\u0000";

/** True for what was copied out of the editor itself. */
export const isOwn = (html) => /data-pm-slice/.test(html);

/** Listens to pastes into a text area; plain text is left to the browser, so that nothing changes for it. */
export function wirePaste(area, told) {
  area.addEventListener("paste", (event) => {
    const html = event.clipboardData?.getData("text/html");
    if (!html || area.readOnly) return;
    const words = write(blocksFrom(html, told));
    if (!words) return;
    event.preventDefault();
    const { selectionStart: start, selectionEnd: end, value } = area;
    const isBlock = words.includes("\n");
    const before = isBlock && start > 0 && value[start - 1] !== "\n" ? "\n\n" : "";
    const after = isBlock && end < value.length && value[end] !== "\n" ? "\n\n" : "";
    replace(area, start, end, before + words + after);
  });
}

/** The blocks of a piece of HTML. The document it is read into is inert: nothing runs, nothing is fetched. */
export function blocksFrom(html, told = () => {}) {
  const body = new DOMParser().parseFromString(disarmed(html), "text/html").body;
  for (const each of body.querySelectorAll(DROPPED)) each.remove();
  for (const each of [...body.querySelectorAll("*")]) if (isHidden(each)) each.remove();
  const pictures = [...body.querySelectorAll("img, v\\:imagedata")].filter((each) => !(each.width === 1 || each.getAttribute("width") === "1"));
  const lost = plainly(body, styleOf);
  const notes = [];
  if (pictures.length) notes.push(`粘贴的内容里有 ${pictures.length} 张图片没有带进来。请用“图片”上传原图，好写明图说和作者。`);
  if (lost.length) notes.push(`有 ${lost.length} 处上标、下标写不成，排成了平文：${lost.slice(0, 5).map((words) => `“${words.slice(0, 12)}”`).join("、")}。请核对。`);
  if (notes.length) told(notes.join(""));
  const blocks = [];
  walk(body, blocks, {});
  return grouped(blocks.filter((block) => block.kind === "table" || block.text));
}

/** Styles and handlers as mere data: the content policy reports even what an inert document would have run. */
function disarmed(html) {
  const bare = html.replace(/<(style|script)\b[\s\S]*?<\/\1\s*>/gi, "");
  return bare.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style=").replace(/\son\w+\s*=/gi, " data-off="));
}

const styleOf = (element) => element.dataset?.style ?? "";

function isHidden(element) {
  return element.hidden || /display:\s*none|mso-hide:\s*all/i.test(styleOf(element));
}

// --- blocks

function walk(node, blocks, kind) {
  let line = [];
  const flush = () => {
    for (const words of linesOf(line)) blocks.push(kind.kind ? { ...kind, ...words } : paragraph(words));
    line = [];
  };
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE || child.tagName === "BR") line.push(...inline(child));
    else if (child.nodeType !== Node.ELEMENT_NODE) continue;
    else if (isBlock(child)) { flush(); block(child, blocks, kind); }
    else line.push(...inline(child));
  }
  flush();
}

/** A line that is bold as a whole is a heading when it is short and no sentence; else its weight says nothing. */
function paragraph({ text, marks = [] }) {
  const isAll = marks.some((mark) => mark.kind === "strong" && mark.start === 0 && mark.end === text.length);
  if (!isAll) return { kind: "paragraph", text, marks };
  if (text.length <= LONGEST_HEADING && !/[。！？…：；，,.!?:;]$/.test(text)) return { kind: "heading", text, marks: [] };
  return { kind: "paragraph", text, marks: marks.filter((mark) => mark.kind !== "strong") };
}

function isBlock(element) {
  if (BLOCKS.has(element.tagName) || /^(H[1-6]|UL|OL|TABLE|BLOCKQUOTE|HR)$/.test(element.tagName)) return true;
  return [...element.children].some(isBlock);
}

function block(element, blocks, kind) {
  const name = element.tagName;
  const list = wordList(element);
  if (list) blocks.push(list);
  else if (/^H[1-6]$/.test(name) || isWordHeading(element)) {
    const words = one(inline(element));
    const marks = (words.marks ?? []).filter((mark) => mark.kind === "link");
    blocks.push({ kind: "heading", ...(name >= "H4" && name <= "H6" ? { level: 3 } : {}), text: words.text, marks });
  } else if (name === "BLOCKQUOTE") walk(element, blocks, { kind: "quote", of: element });
  else if (name === "UL" || name === "OL") items(element, blocks, name === "OL");
  else if (name === "TABLE") rows(element, blocks);
  else if (name === "FIGCAPTION") blocks.push({ kind: "note", ...one(inline(element)) });
  else walk(element, blocks, kind);
}

function items(element, blocks, ordered) {
  for (const item of element.children) {
    if (item.tagName === "UL" || item.tagName === "OL") { items(item, blocks, item.tagName === "OL"); continue; }
    const own = [...item.childNodes].filter((child) => !/^(UL|OL)$/.test(child.nodeName));
    blocks.push({ kind: "list", ordered, ...one(own.flatMap(inline)) });
    for (const inner of item.children) if (/^(UL|OL)$/.test(inner.tagName)) items(inner, blocks, inner.tagName === "OL");
  }
}

/** A layout table is read cell by cell; one with several cells in a row stays a table. */
function rows(element, blocks) {
  const all = [...element.rows];
  if (all.every((row) => row.cells.length <= 1)) {
    for (const row of all) for (const cell of row.cells) walk(cell, blocks, {});
    return;
  }
  const isHead = (cell) => cell.tagName === "TH" || isBoldAll(cell);
  const head = Boolean(all[0].closest("thead")) || [...all[0].cells].every(isHead);
  const nothing = { text: "", marks: [] };
  const found = all.map(() => []);
  all.forEach((row, n) => [...row.cells].forEach((cell) => {
    const { text, marks } = one(inline(cell));
    const own = head && n === 0 ? marks.filter((mark) => mark.kind === "link") : marks; // a head is bold as it is
    let at = 0;
    while (found[n][at]) at += 1; // taken by a cell that reaches down from above
    const [wide, high] = [Math.max(1, Math.min(cell.colSpan, 30)), cell.rowSpan || all.length];
    for (const below of found.slice(n, n + high)) for (let i = 0; i < wide; i += 1) below[at + i] ??= nothing;
    found[n][at] = { text, marks: own };
  }));
  const width = Math.max(...found.map((row) => row.length));
  const whole = found.map((row) => Array.from({ length: width }, (_, at) => row[at] ?? nothing)).filter((row) => row.some(({ text }) => text));
  if (!whole.length) return;
  blocks.push({ kind: "table", head, rows: whole.map((row) => row.map(({ text }) => text)), marks: together(whole.flat()) });
}

/** The marks of several texts that stand one after the other with a character between them. */
function together(texts) {
  let at = 0;
  return texts.flatMap(({ text, marks }) => {
    const from = at;
    at += text.length + 1;
    return marks.map((mark) => ({ ...mark, start: mark.start + from, end: mark.end + from }));
  });
}

function isBoldAll(cell) {
  const { text, marks = [] } = one(inline(cell));
  return !text || marks.some((mark) => mark.kind === "strong" && mark.start === 0 && mark.end === text.length);
}

/** Word writes lists as paragraphs with a painted mark. */
function wordList(element) {
  const style = styleOf(element);
  if (!/MsoListParagraph/i.test(element.className) && !/mso-list:\s*l\d/i.test(style)) return null;
  const copy = element.cloneNode(true);
  const marks = [...copy.querySelectorAll("span")].filter((span) => /mso-list:\s*Ignore/i.test(styleOf(span)));
  if (!marks.length) return null;
  const mark = marks[0].textContent.trim();
  for (const each of marks) each.remove();
  return { kind: "list", ordered: /[0-9a-z一二三四五六七八九十]/i.test(mark), ...one(inline(copy)) };
}

function isWordHeading(element) {
  return /mso-outline-level:\s*[1-6]/i.test(styleOf(element)) || /^MsoHeading|^MsoTitle/i.test(element.className);
}

/** Items of one list and lines of one quotation are one block. */
function grouped(blocks) {
  const made = [];
  for (const { of, ordered, ...block } of blocks) {
    const last = made.at(-1);
    if (block.kind === "list") {
      if (last?.block.kind === "list" && last.block.ordered === ordered) last.items.push(block);
      else made.push({ block: { kind: "list", ordered }, items: [block] });
    } else if (block.kind === "quote" && last?.of === of) {
      const shift = last.block.text.length + 1;
      last.block.text += `\n${block.text}`;
      last.block.marks.push(...block.marks.map((mark) => ({ ...mark, start: mark.start + shift, end: mark.end + shift })));
    } else made.push({ of, block });
  }
  return made.map(({ block, items: own }) => (own ? { ...block, items: own.map(({ text }) => text), marks: together(own) } : block));
}

// --- words

/** `{ sign, strong, em, href }` of each character. */
function inline(node, style = {}) {
  if (node.nodeType === Node.TEXT_NODE) return [...node.data].map((sign) => ({ sign, ...style }));
  if (node.nodeType !== Node.ELEMENT_NODE) return [];
  if (node.tagName === "BR") return [{ sign: BREAK }];
  const own = { ...style };
  const weight = /font-weight:\s*(bold(?:er)?|normal|[1-9]00)/i.exec(styleOf(node))?.[1]?.toLowerCase();
  if (/^(B|STRONG)$/.test(node.tagName)) own.strong = true;
  if (weight) own.strong = weight.startsWith("bold") || weight >= "600";
  if (/^(I|EM)$/.test(node.tagName) && !/font-style:\s*normal/i.test(styleOf(node))) own.em = true;
  if (node.tagName === "A" && isLink(node.getAttribute("href") ?? "")) own.href = node.getAttribute("href");
  const inner = [...node.childNodes].flatMap((child) => inline(child, own));
  return isBlock(node) ? [...inner, { sign: " " }] : inner;
}

/** The lines of collected characters. */
function linesOf(signs) {
  const lines = [[]];
  for (const each of signs) if (each.sign === BREAK) lines.push([]); else lines.at(-1).push(each);
  return lines.map(one).filter(({ text }) => text);
}

/** One line: white space is one space, and only between Latin words; between Chinese characters newsprint has no gap. */
function one(signs) {
  const spaced = [];
  for (const each of signs) {
    if (INVISIBLE.test(each.sign)) continue;
    const isSpace = /[\t\r\n\f \u00a0\u3000\u0000]/.test(each.sign);
    if (!isSpace) spaced.push(each);
    else if (spaced.at(-1)?.sign !== " ") spaced.push({ ...each, sign: " " });
  }
  const kept = spaced.filter(({ sign }, at) => sign !== " " || !areOne(spaced[at - 1]?.sign, spaced[at + 1]?.sign));
  let text = "";
  const found = [];
  for (const { sign, ...style } of kept) {
    for (const kind of ["link", "strong", "em"]) {
      const value = kind === "link" ? style.href : style[kind];
      if (!value) continue;
      const last = found.findLast((mark) => mark.kind === kind);
      if (last && last.end === text.length && (kind !== "link" || last.href === value)) last.end += sign.length;
      else found.push({ start: text.length, end: text.length + sign.length, kind, ...(kind === "link" ? { href: value } : {}) });
    }
    text += sign;
  }
  return { text, marks: inOrder(found) };
}

/** True when a space between the two is none: at an end, or between Chinese characters and words. */
function areOne(left, right) {
  if (!left || !right) return true;
  const isWord = (sign) => CJK.test(sign) || WORD.test(sign);
  return (CJK.test(left) && isWord(right)) || (CJK.test(right) && isWord(left));
}
