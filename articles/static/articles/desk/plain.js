// What the notation has no form for, written in plain characters before blocks are read of it: the lines of preformatted
// text, raised and lowered signs (m², 10⁻³, CO₂), the marks of footnotes (①).

const RAISED = signs("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ");
const LOWERED = signs("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ");
const WHOLE = { TM: "™", SM: "℠", "℃": "℃", o: "°", "○": "°" };
const NEEDLESS = /^(?:st|nd|rd|th|\d+\.\d+|[^\p{L}\p{N}]*)$/u; // printed on the line anyway: 5th, PM2.5
const KEEPS_LINES = /white-space:\s*(pre|pre-wrap|pre-line|break-spaces)\s*(?:;|!|$)/i;

function signs(from, to) {
  const table = Object.fromEntries([...from].map((sign, at) => [sign, [...to][at]]));
  return { ...table, "−": table["-"], "–": table["-"] };
}

/** Rewrites `body` and gives what could be written on the line only, as it was typed. `styleOf` tells an element's style. */
export function plainly(body, styleOf) {
  for (const each of body.querySelectorAll("*")) if (each.tagName === "PRE" || KEEPS_LINES.test(styleOf(each))) breakLines(each);
  const lost = [];
  for (const each of body.querySelectorAll("*")) {
    const shift = shiftOf(each, styleOf);
    if (!shift || !each.isConnected) continue;
    const words = each.textContent.trim();
    const written = shift === "sup" ? raised(words, before(each)) : inSigns(words, LOWERED);
    if (written !== null) each.textContent = written;
    else if (!NEEDLESS.test(words) && !isBracketed(words)) lost.push(words);
  }
  return lost;
}

function breakLines(element) {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) if (texts.currentNode.data.includes("\n")) found.push(texts.currentNode);
  for (const text of found) {
    const lines = text.data.split("\n");
    text.replaceWith(...lines.flatMap((line, at) => (at ? [element.ownerDocument.createElement("br"), line] : [line])));
  }
}

function shiftOf(element, styleOf) {
  if (/^SU[PB]$/.test(element.tagName)) return element.tagName.toLowerCase();
  return /vertical-align:\s*(sup|sub)(?:er)?\b/i.exec(styleOf(element))?.[1].toLowerCase();
}

/** A figure after a Latin sign or a figure is a power; after Chinese words, and at the beginning of a line, it is a footnote's mark. */
function raised(words, previous) {
  const number = /^[1-9]\d?$/.test(words) ? Number(words) : 0;
  const isPower = /[\p{Script=Latin}\p{Script=Greek}\d)\]㎡㎞]/u.test(previous);
  if (number && !isPower) return circled(number);
  return WHOLE[words] ?? inSigns(words, RAISED);
}

function circled(number) {
  if (number > 50) return null;
  return String.fromCodePoint(number <= 20 ? 0x245f + number : number <= 35 ? 0x3251 + number - 21 : 0x32b1 + number - 36);
}

/** All of it or nothing: half of a formula raised says something else. */
function inSigns(words, table) {
  const written = [...words].map((sign) => table[sign]);
  return written.length && written.every(Boolean) ? written.join("") : null;
}

const isBracketed = (words) => /^[[［〔【(（].*[\]］〕】)）]$/.test(words); // [1] says what it is

/** The sign before it in its block, or nothing. */
function before(element) {
  let node = element;
  while (!node.previousSibling && node.parentElement && !/^(P|DIV|LI|TD|TH|H[1-6]|BODY|BLOCKQUOTE|SECTION)$/.test(node.parentElement.tagName)) node = node.parentElement;
  for (node = node.previousSibling; node; node = node.previousSibling) {
    if (node.nodeName === "BR") return "";
    const words = node.textContent.trimEnd();
    if (words) return words.at(-1);
  }
  return "";
}
