// The body: marks at the start of lines, broken lines of a PDF joined, characters counted.

const MARKUP = /^(#{2,4}|[>＞+-] |（注）|[[［【](表|图|观点))/;
const END = /[。！？…：；!?”』」）]$/;

export function wireBody(body, tools, statements) {
  tools.hidden = false;
  for (const button of tools.querySelectorAll("[data-mark]")) {
    button.addEventListener("click", () => mark(body, button.dataset.mark));
  }
  tools.querySelector("[data-join]").addEventListener("click", () => {
    const [start, end] = body.selectionStart === body.selectionEnd
      ? [0, body.value.length]
      : [body.selectionStart, body.selectionEnd];
    replace(body, start, end, joined(body.value.slice(start, end)));
  });
  const count = tools.querySelector("[data-count]");
  const show = () => { 
    const said = statements();
    const more = said.length ? ` · 观点 ${said.length} 段 ${number(said.join(""))} 字` : "";
    count.textContent = figures(body.value) + more;
  };
  body.form.addEventListener("input", show);
  show();
}

function figures(text) {
  const lines = text.split("\n").filter((line) => line.trim());
  const plain = lines.map((line) => line.replace(/^(#{2,4} ?|[>＞+-] ?|（注）)/, "")).join("");
  return `${number(plain)} 字 · ${lines.length} 段`;
}

const number = (text) => text.replace(/\s/g, "").length.toLocaleString("zh-CN");

/** Puts `sign` before every selected line, or takes it off when all have it. */
function mark(body, sign) {
  const start = body.value.lastIndexOf("\n", body.selectionStart - 1) + 1;
  const stop = body.value.indexOf("\n", body.selectionEnd);
  const end = stop < 0 ? body.value.length : stop;
  const lines = body.value.slice(start, end).split("\n");
  const full = lines.filter((line) => line.trim());
  const off = full.length > 0 && full.every((line) => line.startsWith(sign));
  const plain = (line) => line.replace(/^(#{2,4} |[>+-] |（注）)/, "");
  const changed = lines.map((line) => (line.trim() || lines.length === 1 ? (off ? "" : sign) + plain(line) : line));
  replace(body, start, end, changed.join("\n"));
}

/** Broken lines made whole: a line goes on in the next unless it closes a paragraph. */
export function joined(text) {
  const lines = text.split("\n").map((line) => line.replace(/\s+$/, ""));
  const lengths = lines.map((line) => line.length).filter(Boolean).sort((a, b) => a - b);
  const width = lengths[Math.floor(lengths.length * 0.8)] ?? 0;
  const result = [];
  for (const line of lines) {
    const before = result.at(-1);
    const closes = !before || MARKUP.test(before) || (END.test(before) && lastLength(before, width));
    const opens = !line || MARKUP.test(line) || /^(\u3000\u3000| {4})/.test(line);
    if (before === undefined || closes || opens) result.push(line.trim());
    else result[result.length - 1] = glue(before, line.trim());
  }
  return result.join("\n");
  function lastLength(paragraph, full) { return paragraph.length % Math.max(full, 1) < full - 1; }
}

function glue(one, other) {
  return /[A-Za-z0-9]$/.test(one) && /^[A-Za-z0-9]/.test(other) ? `${one} ${other}` : one + other;
}

/** Replaces a stretch so that Ctrl+Z takes it back. */
export function replace(area, start, end, words) {
  area.focus();
  area.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, words)) {
    area.setRangeText(words, start, end, "select");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
