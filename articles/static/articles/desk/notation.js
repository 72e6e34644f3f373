// The body's notation, written and read as articles/text/notation.py does it: tests/data/notation.json holds both to it.

const SPACE = " \\t\\n\\r\\f\\v\\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000";
const LEADING = new RegExp(`^[${SPACE}]+`);
const TRAILING = new RegExp(`[${SPACE}]+$`);
const HEADING = /^([#＃]{2,4})(?![#＃])[ \u3000]?/;
const PREFIXES = [["> ", "quote"], ["＞", "quote"], ["- ", "list"], ["+ ", "list"], ["（注）", "note"]];
const PLACE = /^[[［【][ \u3000]*(表|图|观点)[ \u3000]*([0-9]{1,4})[ \u3000]*(?:[-–—~～至][ \u3000]*([0-9]{1,4})[ \u3000]*)?[\]］】]$/;
const PICTURE = /^[[［【][ \u3000]*图[ \u3000]*(?![0-9]{1,4}[ |\]］】])([0-9A-Za-z_-]{1,16})[ \u3000]*(?:\|(.*))?[\]］】]$/;
const PICTURE_ID = /^(?![0-9]{1,4}$)[0-9A-Za-z_-]{1,16}$/;
const KINDS = { 表: "table", 图: "image", 观点: "statement" };
const RULE_CELL = /^:?-{2,}:?$/;
const LINK = /\[((?:\\.|[^\\[\]])+)\]\(((?:https?:\/\/(?![/?#])|mailto:|\/(?!\/))(?:\\[\\()]|[^\\()\s])+)\)/y;
const TOKEN = /\\[\\*_[\]]|\*+|_+|\[/g;
const UNSAFE = /\\|\*\*|__|\]\(/;
const NAMES = { "**": "strong", __: "em" };
const ORDER = ["link", "strong", "em"];

export const trimmed = (text) => text.replace(LEADING, "").replace(TRAILING, "");
export const isLink = (href) => /^(?:https?:\/\/(?![/?#])|mailto:|\/(?!\/))\S+$/.test(href);

// --- writing

/** The notation of a whole body. */
export const write = (blocks) => blocks.map(written).filter((text) => trimmed(text)).join("\n\n");

/** The lines that stand for one block. A place is `{ kind: "place", text }`. */
export function written(block) {
  const lines = () => inline(block.text, block.marks ?? []).join("\\\n");
  switch (block.kind) {
    case "heading": return `${"#".repeat([3, 4].includes(block.level) ? block.level : 2)} ${lines()}`;
    case "quote": return inline(block.text, block.marks ?? []).map((line) => `> ${line}`).join("\n");
    case "list": return list(block);
    case "note": return `（注）${lines()}`;
    case "table": return table(block);
    case "image": return picture(block);
    case "place": return block.text;
  }
  const text = lines();
  return kindOf(text.split("\n", 1)[0]) === "paragraph" ? text : `\\${text}`;
}

function list({ items, ordered, marks = [] }) {
  let at = 0;
  return items.map((item) => {
    const lines = inline(item, marks, at);
    at += item.length + 1;
    return `${ordered ? "+" : "-"} ${lines.join("\\\n")}`;
  }).join("\n");
}

/** The lines of a text with their marks; `at` is where it begins among the characters that these count. */
function inline(text, marks, at = 0) {
  return text.split("\n").map((line) => {
    const end = at + line.length;
    const own = marks.filter((mark) => mark.start < end && mark.end > at);
    const shown = own.length || UNSAFE.test(line) ? signed(line, own, at) : line;
    at = end + 1;
    return shown;
  });
}

/** A link holds strong, which holds emphasis. */
function signed(line, marks, offset) {
  const styles = Array.from({ length: line.length + 1 }, () => ["", "", ""]);
  for (const mark of marks) {
    const level = ORDER.indexOf(mark.kind);
    const value = level ? ["", "**", "__"][level] : mark.href ?? "";
    const end = Math.min(line.length, mark.end - offset);
    for (let at = Math.max(0, mark.start - offset); at < end; at += 1) styles[at][level] = value;
  }
  let out = "";
  let now = ["", "", ""];
  styles.forEach((style, at) => {
    const level = [0, 1, 2].find((n) => style[n] !== now[n]);
    if (level !== undefined) {
      for (let n = 2; n >= level; n -= 1) if (now[n]) out += n ? now[n] : `](${address(now[0])})`;
      for (let n = level; n < 3; n += 1) if (style[n]) out += n ? style[n] : "[";
      now = style;
    }
    if (at < line.length) out += literal(line, at, style, styles[at + 1], out.at(-1));
  });
  return out;
}

function literal(line, at, style, following, before) {
  const sign = line[at];
  const after = line[at + 1];
  if (sign === "\\" || ("[]".includes(sign) && style[0]) || (sign === "]" && after === "(")) return `\\${sign}`;
  if (!"*_".includes(sign)) return sign;
  const isEdge = [0, 1, 2].some((n) => style[n] !== following[n]);
  const isNear = sign === before || sign === after || (isEdge && [...style, ...following].includes(sign + sign));
  return isNear ? `\\${sign}` : sign;
}

const address = (href) => href.replace(/\s/g, encodeURIComponent).replace(/[\\()]/g, "\\$&");

function table({ rows, head, marks = [] }) {
  let at = 0;
  const lines = rows.map((row) => {
    let line = row.length ? "| " : "|";
    for (const each of row) {
      line += `${cell(each, marks, at)} | `;
      at += each.length + 1;
    }
    if (!row.length) at += 1;
    return line.replace(/ +$/, "");
  });
  if (head && lines.length) lines.splice(1, 0, `|${"---|".repeat(Math.max(1, rows[0].length))}`);
  return lines.join("\n");
}

function cell(text, marks, at) {
  const shown = inline(text, marks, at).map((line) => line.replaceAll("|", "\\|")).join("\\/");
  return RULE_CELL.test(shown) ? shown.replace("-", "\\-") : shown;
}

/** A caption's signs are all its own: it has no marks. */
const captioned = (text) => text.replaceAll("\\", "\\\\").replaceAll("|", "\\|").replaceAll("\n", "\\/");

function picture({ image, caption = "", credit = "" }) {
  if (!PICTURE_ID.test(image)) return "";
  const parts = credit ? [caption, credit] : caption ? [caption] : [];
  return `[图 ${image}${parts.map((part) => ` | ${captioned(part)}`).join("")}]`;
}

// --- reading

function kindOf(line) {
  const bare = trimmed(line);
  if (/^[[［【]/.test(bare)) {
    if (PLACE.test(bare)) return "place";
    if (PICTURE.test(bare)) return "image";
  }
  if (line[0] === "|") return "table";
  if (HEADING.test(line)) return "heading";
  const found = PREFIXES.find(([prefix]) => line.startsWith(prefix) || line === prefix.trim());
  return found ? found[1] : "paragraph";
}

/** `{ block, start, end, words: { text, at } }` of each block in order; `at` says where each character stands in the text. */
export function read(text) {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const starts = [];
  lines.reduce((sum, line) => { starts.push(sum); return sum + line.length + 1; }, 0);
  const pieces = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at];
    if (!trimmed(line)) { at += 1; continue; }
    const kind = kindOf(line);
    const start = at;
    let piece;
    if (kind === "place" || kind === "image") {
      const bare = trimmed(line);
      piece = kind === "place" ? place(bare) : image(bare, starts[at] + line.indexOf(bare));
      at += 1;
    }
    else if (kind === "table") {
      while (at < lines.length && lines[at][0] === "|") at += 1;
      piece = rows(lines.slice(start, at), starts.slice(start, at));
    } else if (kind === "quote") {
      while (at < lines.length && kindOf(lines[at]) === "quote") at += 1;
      piece = textPiece("quote", span(start, at).map((n) => [lines[n], lines[n].startsWith("> ") ? 2 : 1, starts[n]]));
    } else if (kind === "list") [piece, at] = items(lines, starts, at);
    else {
      at = endOf(lines, at);
      piece = continued(kind, lines.slice(start, at), starts.slice(start, at));
    }
    pieces.push({ ...piece, start: starts[start], end: starts[at - 1] + lines[at - 1].length });
  }
  return pieces;
}

const span = (from, to) => Array.from({ length: to - from }, (_, n) => from + n);
const places = (from, to) => span(from, to);

function textPiece(kind, spans, more = {}) {
  const words = stripped(joined(spans.map(([line, column, start]) => readInline(line, column, start))));
  const block = { kind, text: words.text, ...more };
  if (words.marks.length) block.marks = words.marks;
  return { block, words };
}

const goesOn = (line) => /(?:^|[^\\])(?:\\\\)*\\$/.test(line);
const withoutEnd = (line) => (goesOn(line) ? line.slice(0, -1) : line);

function endOf(lines, at) {
  let end = at;
  while (goesOn(lines[end]) && end + 1 < lines.length) end += 1;
  return end + 1;
}

function continued(kind, lines, starts) {
  const [first] = lines;
  const more = {};
  let column = 0;
  if (kind === "heading") {
    const [whole, signs] = HEADING.exec(first);
    column = whole.length;
    if (signs.length > 2) more.level = signs.length;
  } else if (kind === "note") column = 3;
  else if (first[0] === "\\" && first.length > 1 && !"\\*_[]".includes(first[1])) column = 1;
  return textPiece(kind, lines.map((line, n) => [withoutEnd(line), n ? 0 : column, starts[n]]), more);
}

/** The n-th character of `between` stands behind the n-th text, else a line's end. */
function joined(lines, between = "") {
  let text = "";
  const at = [];
  const marks = [];
  lines.forEach((line, n) => {
    if (n) { text += between[n - 1] ?? "\n"; at.push(at.length ? at.at(-1) + 1 : 0); }
    for (const mark of line.marks ?? []) marks.push({ ...mark, start: mark.start + text.length, end: mark.end + text.length });
    for (const each of line.at) at.push(each);
    text += line.text;
  });
  return { text, at, marks };
}

function stripped({ text, at, marks }) {
  const left = text.replace(LEADING, "");
  const gone = text.length - left.length;
  const bare = left.replace(TRAILING, "");
  if (bare.length === text.length) return { text, at, marks };
  const kept = marks
    .map((mark) => ({ ...mark, start: Math.max(0, mark.start - gone), end: Math.min(bare.length, mark.end - gone) }))
    .filter((mark) => mark.start < mark.end);
  return { text: bare, at: at.slice(gone, gone + bare.length), marks: kept };
}

function readInline(line, column, start) {
  if (!/[\\*_[]/.test(line.slice(column))) {
    return { text: line.slice(column), at: places(start + column, start + line.length), marks: [] };
  }
  const tokens = tokensOf(line, column);
  for (const sign of Object.keys(NAMES)) {
    const found = tokens.filter((token) => token.name === sign);
    if (found.length % 2) found.at(-1).name = "";
  }
  let text = "";
  const at = [];
  const marks = [];
  const opened = new Map();
  for (const { name, value, place: from } of tokens) {
    if (!name) {
      for (let n = 0; n < value.length; n += 1) at.push(start + from + n);
      text += value;
    } else if (name === "[" || (name in NAMES && !opened.has(name))) opened.set(name, text.length);
    else {
      const key = name === "]" ? "[" : name;
      const begun = opened.get(key);
      opened.delete(key);
      if (begun < text.length) {
        marks.push({ start: begun, end: text.length, kind: NAMES[name] ?? "link", ...(name === "]" ? { href: value } : {}) });
      }
    }
  }
  return { text, at, marks: inOrder(marks) };
}

function tokensOf(line, column) {
  const tokens = [];
  let link = null;
  let at = column;
  const close = () => {
    tokens.push({ name: "]", value: link.href, place: at });
    at = link.end;
    link = null;
  };
  while (at < line.length) {
    if (link && at === link.until) { close(); continue; }
    const limit = link ? link.until : line.length;
    TOKEN.lastIndex = at;
    let found = TOKEN.exec(line);
    if (found && found.index + found[0].length > limit) found = null;
    const until = found ? found.index : limit;
    if (until > at) tokens.push({ name: "", value: line.slice(at, until), place: at });
    if (!found) { at = limit; continue; }
    const sign = found[0];
    at = until + sign.length;
    if (sign[0] === "\\") tokens.push({ name: "", value: sign[1], place: until + 1 });
    else if (sign in NAMES) tokens.push({ name: sign, value: sign, place: until });
    else if (sign === "[" && !link && (link = linkAt(line, until))) tokens.push({ name: "[", value: "", place: until });
    else tokens.push({ name: "", value: sign, place: until });
  }
  if (link) close();
  return tokens;
}

function linkAt(line, at) {
  LINK.lastIndex = at;
  const found = LINK.exec(line);
  return found && { until: at + 1 + found[1].length, end: LINK.lastIndex, href: found[2].replace(/\\([\\()])/g, "$1") };
}

export function inOrder(marks) {
  const level = (mark) => ORDER.indexOf(mark.kind);
  const kept = [];
  for (const mark of [...marks].sort((a, b) => level(a) - level(b) || a.start - b.start)) {
    const last = kept.at(-1);
    if (last && last.kind === mark.kind && last.href === mark.href && last.end === mark.start) last.end = mark.end;
    else kept.push({ ...mark });
  }
  return kept.sort((a, b) => a.start - b.start || b.end - a.end || level(a) - level(b));
}

function items(lines, starts, from) {
  const sign = lines[from][0];
  const found = [];
  let at = from;
  while (at < lines.length && lines[at][0] === sign && kindOf(lines[at]) === "list") {
    const end = endOf(lines, at);
    const [from, to] = [at, end];
    found.push(stripped(joined(span(from, to).map((n) => readInline(withoutEnd(lines[n]), n > from ? 0 : 2, starts[n])))));
    at = end;
  }
  const kept = found.filter((item) => item.text);
  const words = joined(kept);
  return [{ block: withMarks({ kind: "list", items: kept.map((item) => item.text), ordered: sign === "+" }, words), words }, at];
}

const withMarks = (block, { marks }) => (marks.length ? { ...block, marks } : block);

function rows(lines, starts) {
  const all = lines.map((line, n) => cells(line).map(([left, right]) => readCell(line, left, right, starts[n])));
  const bare = trimmed(lines[1] ?? "").replace(/^\|/, "").replace(/\|$/, "").split("|");
  const head = lines.length > 1 && bare.every((each) => RULE_CELL.test(trimmed(each)));
  if (head) all.splice(1, 1);
  const between = all.map((row) => `${"\t".repeat(Math.max(0, row.length - 1))}\n`).join("");
  const words = joined(all.flatMap((row) => (row.length ? row : [nothing])), between);
  return { block: withMarks({ kind: "table", rows: all.map((row) => row.map((each) => each.text)), head }, words), words };
}

/** Where the cells of a row begin and end. */
function cells(line) {
  const ends = [...line.matchAll(/\\.|\|/g)].filter((found) => found[0] === "|").map((found) => found.index);
  ends.push(line.length);
  return ends.slice(1).map((right, n) => [ends[n] + 1, right]).filter(([left, right]) => right < line.length || trimmed(line.slice(left)));
}

/** A cell's words: `\|`, `\-` and `\/` (a line's end) are signs of its own, the others those of any line. */
function readCell(line, left, right, start) {
  return stripped(joined(cellLines(line, left, right, start, "\\\\").map((raw) => {
    const words = readInline(raw.text, 0, 0);
    return { ...words, at: words.at.map((n) => raw.at[n]) };
  })));
}

/** The lines of a cell, its own signs read; two `\` are left as `pair`. */
function cellLines(line, left, right, start, pair) {
  const lines = [{ text: "", at: [], marks: [] }];
  let n = left;
  while (n < right) {
    const sign = n + 1 < right ? line.slice(n, n + 2) : line[n];
    const last = lines.at(-1);
    if (sign === "\\/") {
      lines.push({ text: "", at: [], marks: [] });
      n += 2;
      continue;
    }
    const isKnown = ["\\\\", "\\|", "\\-"].includes(sign);
    const words = !isKnown ? line[n] : sign[1] === "\\" ? pair : sign[1];
    const width = isKnown ? 2 : 1;
    for (let k = 0; k < words.length; k += 1) last.at.push(start + n + width - words.length + k);
    last.text += words;
    n += width;
  }
  return lines;
}

const nothing = { text: "", at: [], marks: [] };

function place(line) {
  const [, word, first, last = first] = PLACE.exec(line);
  const [one, other] = [Number(first), Number(last)];
  const text = `[${word} ${one === other ? one : `${one}-${other}`}]`;
  return { block: { kind: "place", what: KINDS[word], text }, words: nothing };
}

/** A picture; its words are those of its caption. */
function image(line, start) {
  const [, id, rest] = PICTURE.exec(line);
  const bare = rest === undefined ? "" : `|${rest}|`;
  const from = start + line.length - (rest ?? "").length - 2;
  const found = cells(bare).map(([left, right]) => stripped(joined(cellLines(bare, left, right, from, "\\"))));
  const parts = found.map((each) => each.text);
  const block = { kind: "image", image: id };
  if (parts[0]) [block.caption] = parts;
  if (parts.slice(1).join(" ")) block.credit = parts.slice(1).join(" ");
  return { block, words: found[0] ?? nothing };
}
