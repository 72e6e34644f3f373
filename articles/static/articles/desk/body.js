// The body's text as such: characters counted, signs before lines, the broken lines of a PDF joined.

import { read } from "./notation.js";

const MARKUP = /^(#{2,4}|[>＞+-] |（注）|\||[[［【](表|图|观点))/;
const END = /[。！？…：；!?”』」）]$/;
const PAUSE = 250;

/** Shows how long the text is, a moment after the last key. */
export function wireCount(body, count, statements) {
  let timer = 0;
  const show = () => {
    const said = statements();
    const more = said.length ? ` · 观点 ${said.length} 段 ${number(said.join(""))} 字` : "";
    const pieces = read(body.value).filter(({ block }) => block.kind !== "image");
    count.textContent = `${number(pieces.map(({ words }) => words.text).join(""))} 字 · ${pieces.length} 段${more}`;
  };
  body.form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(show, PAUSE); });
  show();
}

/** In characters, as the server counts: a rare one is two units of a string. */
const number = (text) => [...text.replace(/\s/g, "")].length.toLocaleString("zh-CN");

/** Puts `sign` before every selected line, or takes it off when all have it. */
export function markLines(body, sign) {
  const start = body.value.lastIndexOf("\n", body.selectionStart - 1) + 1;
  const stop = body.value.indexOf("\n", body.selectionEnd);
  const end = stop < 0 ? body.value.length : stop;
  const lines = body.value.slice(start, end).split("\n");
  const full = lines.filter((line) => line.trim());
  const off = sign && full.length > 0 && full.every((line) => line.startsWith(sign));
  const plain = (line) => line.replace(/^(#{2,4} |[>+-] |（注）)/, "");
  const changed = lines.map((line) => (line.trim() || lines.length === 1 ? (off ? "" : sign) + plain(line) : line));
  replace(body, start, end, changed.join("\n"));
}

/** Broken lines made whole: a line goes on in the next unless it closes a paragraph. */
export function joined(text) {
  const lines = text.split("\n").map((line) => line.replace(/\s+$/, ""));
  return joined.groups(lines).map((group) => group.map(({ at, glue }) => glue + lines[at].trim()).join("")).join("\n");
}

/** Which lines make one paragraph each: `{ at, glue }`, with what stands between a line and the one before it. */
joined.groups = (given) => {
  const lines = given.map((line) => line.replace(/\s+$/, ""));
  const lengths = lines.map((line) => line.length).filter(Boolean).sort((a, b) => a - b);
  const width = lengths[Math.floor(lengths.length * 0.8)] ?? 0;
  const groups = [];
  let before = "";
  lines.forEach((line, at) => {
    const isFull = before.length % Math.max(width, 1) >= width - 1;
    const closes = !before || MARKUP.test(before) || (END.test(before) && !isFull);
    const opens = !line || MARKUP.test(line) || /^(\u3000\u3000| {4})/.test(line);
    if (!groups.length || closes || opens) { groups.push([{ at, glue: "" }]); before = line.trim(); return; }
    const glue = /[A-Za-z0-9]$/.test(before) && /^[A-Za-z0-9]/.test(line.trim()) ? " " : "";
    groups.at(-1).push({ at, glue });
    before += glue + line.trim();
  });
  return groups;
};

/** Replaces a stretch so that Ctrl+Z takes it back. */
export function replace(area, start, end, words) {
  area.focus();
  area.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, words)) {
    area.setRangeText(words, start, end, "select");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
