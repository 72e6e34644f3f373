// A paste from Word, WeChat or a web page becomes the body's own notation: words and structure, nothing else.

import { replace } from "./body.js";

const DROPPED = "script,style,head,meta,link,title,template,noscript,iframe,object,svg,button,input,select,form,nav";
const BLOCKS = new Set(["P", "DIV", "SECTION", "ARTICLE", "HEADER", "FOOTER", "MAIN", "ASIDE", "FIGURE", "FIGCAPTION", "CENTER", "DL", "DT", "DD", "PRE", "ADDRESS", "FIELDSET"]);
const INVISIBLE = /[\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad]/g;
const CJK = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—]/;
const MARKUP = /^([#＃]{2,4}[^#＃]|[>＞] ?|[-+] |（注）|[[［【]\s*(表|图|观点)|\\)/;

/** Listens to pastes into `area`; plain text is left to the browser, so that nothing changes for it. */
export function wirePaste(area) {
  area.addEventListener("paste", (event) => {
    const html = event.clipboardData?.getData("text/html");
    if (!html || area.readOnly) return;
    const words = notation(html);
    if (!words) return;
    event.preventDefault();
    const { selectionStart: start, selectionEnd: end, value } = area;
    const isBlock = words.includes("\n");
    const before = isBlock && start > 0 && value[start - 1] !== "\n" ? "\n\n" : "";
    const after = isBlock && end < value.length && value[end] !== "\n" ? "\n\n" : "";
    replace(area, start, end, before + words + after);
  });
}

/** The notation of a piece of HTML. The document it is read into is inert: nothing runs, nothing is fetched. */
export function notation(html) {
  const body = new DOMParser().parseFromString(disarmed(html), "text/html").body;
  for (const each of body.querySelectorAll(DROPPED)) each.remove();
  for (const each of [...body.querySelectorAll("*")]) if (isHidden(each)) each.remove();
  const blocks = [];
  walk(body, blocks);
  return joined(blocks.filter((block) => block.text));
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

function walk(node, blocks, kind = "") {
  let line = [];
  const flush = () => {
    for (const text of lines(line)) blocks.push({ kind, text: kind ? kind + text : escaped(text) });
    line = [];
  };
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) line.push(child.data);
    else if (child.nodeType !== Node.ELEMENT_NODE) continue;
    else if (child.tagName === "BR") line.push("\u0000");
    else if (isBlock(child)) { flush(); block(child, blocks, kind); }
    else line.push(inline(child));
  }
  flush();
}

function isBlock(element) {
  if (BLOCKS.has(element.tagName) || /^(H[1-6]|UL|OL|TABLE|BLOCKQUOTE|HR)$/.test(element.tagName)) return true;
  return [...element.children].some(isBlock);
}

function block(element, blocks, kind) {
  const name = element.tagName;
  const list = wordList(element);
  if (list) blocks.push({ kind: list.sign, text: list.sign + one(list.words) });
  else if (/^H[1-6]$/.test(name) || isWordHeading(element)) {
    const text = one(inline(element));
    if (text) blocks.push({ kind: "", text: `${name >= "H4" && name <= "H6" ? "###" : "##"} ${text}` });
  } else if (name === "BLOCKQUOTE") walk(element, blocks, "> ");
  else if (name === "UL" || name === "OL") items(element, blocks, name === "OL" ? "+ " : "- ");
  else if (name === "TABLE") rows(element, blocks);
  else if (name === "FIGCAPTION") blocks.push({ kind: "", text: prefixed("（注）", one(inline(element))) });
  else walk(element, blocks, kind);
}

function items(element, blocks, sign) {
  for (const item of element.children) {
    if (item.tagName === "UL" || item.tagName === "OL") { items(item, blocks, sign); continue; }
    const own = [...item.childNodes].filter((child) => !/^(UL|OL)$/.test(child.nodeName));
    const text = one(own.map(inline).join(""));
    if (text) blocks.push({ kind: sign, text: sign + text });
    for (const inner of item.children) if (/^(UL|OL)$/.test(inner.tagName)) items(inner, blocks, inner.tagName === "OL" ? "+ " : "- ");
  }
}

/** A layout table is read cell by cell; one with several cells in a row keeps its rows, cells apart by a wide space. */
function rows(element, blocks) {
  const all = [...element.rows];
  if (all.every((row) => row.cells.length <= 1)) {
    for (const row of all) for (const cell of row.cells) walk(cell, blocks);
    return;
  }
  for (const row of all) {
    const text = [...row.cells].map((cell) => one(inline(cell))).join("　").trim();
    if (text) blocks.push({ kind: "", text: escaped(text) });
  }
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
  return { sign: /[0-9a-z一二三四五六七八九十]/i.test(mark) ? "+ " : "- ", words: inline(copy) };
}

function isWordHeading(element) {
  return /mso-outline-level:\s*[1-6]/i.test(styleOf(element)) || /^MsoHeading|^MsoTitle/i.test(element.className);
}

function inline(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  if (node.tagName === "BR") return "\u0000";
  return [...node.childNodes].map(inline).join("");
}

/** The lines of collected text: a break in the source is a space only between Latin words. */
function lines(parts) {
  return parts.join("").split("\u0000").map(one).filter(Boolean);
}

function one(text) {
  const plain = text.replace(INVISIBLE, "").replace(/\u0000/g, " ").replace(/[\t\r\n\f \u00a0]+/g, " ");
  return plain.replace(/(.) (?=(.))/gu, (all, left, right) => (areOne(left, right) ? left : all)).trim();
}

/** Between Chinese characters, or one of them and a letter or figure, newsprint has no gap. */
function areOne(left, right) {
  const isWord = (sign) => CJK.test(sign) || /[\p{L}\p{N}]/u.test(sign);
  return (CJK.test(left) && isWord(right)) || (CJK.test(right) && isWord(left));
}

const prefixed = (sign, text) => (text ? sign + text : "");
const escaped = (text) => (MARKUP.test(text) ? `\\${text}` : text);

/** Items of one list and lines of one quotation stand together, everything else apart. */
function joined(blocks) {
  return blocks.reduce((words, { kind, text }, at) => {
    if (!at) return text;
    return words + (kind && kind === blocks[at - 1].kind ? "\n" : "\n\n") + text;
  }, "");
}
