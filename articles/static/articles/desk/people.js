// Names in byline and statements: known persons while typing, what they were last printed with, and namesakes.

import { fillList, getJson, proposeWhileTyping } from "./suggest.js";

const list = document.getElementById("known-authors");

/** Makes one row of `rows` find its person; `name` is the name of its name field. */
export function wirePerson(rows, row, name, url) {
  const input = rows.field(row, name);
  const affiliation = rows.field(row, "affiliation");
  const choice = rows.field(row, "person");
  input.setAttribute("list", "known-authors");
  proposeWhileTyping(input, url, ({ authors }) => {
    fillList(list, authors.map((author) => [author.name, label(author)]));
  });
  let before = ["", ""]; // an autosave must not link the former name's person to the new one
  input.addEventListener("focus", () => { before = [input.value, choice.value]; });
  input.addEventListener("input", () => { choice.value = input.value === before[0] ? before[1] : ""; });
  input.addEventListener("change", () => recognise(row, input, affiliation, choice, url));
  affiliation.addEventListener("change", () => compare(row, affiliation, choice));
  choice.addEventListener("change", () => {
    const known = persons(row).find((author) => author.id === choice.value);
    if (known && !affiliation.value) affiliation.value = known.affiliation;
    compare(row, affiliation, choice);
  });
}

const found = new WeakMap();
const persons = (row) => found.get(row) ?? [];
const label = (author) => [author.distinguisher || author.affiliation, author.pinyin].filter(Boolean).join(" · ");

async function recognise(row, input, affiliation, choice, url) {
  const name = input.value.replace(/\s+/g, "");
  const answer = name ? await getJson(`${url}?q=${encodeURIComponent(name)}`) : null;
  if (input.value.replace(/\s+/g, "") !== name) return;
  const same = (answer?.authors ?? []).filter((author) => author.name === name);
  found.set(row, same);
  const options = [["", "自动认人"], ...same.map((author) => [author.id, `${author.name}：${label(author) || "没有单位记录"}`])];
  options.push(["new", "另一位，新建"], ["none", "不关联到人"]);
  choice.replaceChildren(...options.map(([value, text]) => new Option(text, value)));
  choice.value = same.length === 1 ? same[0].id : "";
  row.querySelector("[data-who]").hidden = same.length === 0;
  row.querySelector("[data-who]").classList.toggle("is-open", same.length > 1);
  if (same.length === 1 && !affiliation.value) affiliation.value = same[0].affiliation;
  compare(row, affiliation, choice);
}

/** Says so when the person was last printed otherwise, or when there are namesakes to choose from. */
function compare(row, affiliation, choice) {
  const warn = row.querySelector("[data-warn]");
  if (!warn) return;
  const text = warn.querySelector("[data-warn-text]");
  const known = persons(row).find((author) => author.id === choice.value);
  const namesakes = persons(row).length > 1 && choice.value === "";
  const differs = known?.affiliation && affiliation.value && known.affiliation !== affiliation.value;
  warn.hidden = !(namesakes || differs);
  if (namesakes) text.textContent = `有 ${persons(row).length} 位同名作者，请在上面选定是哪一位。`;
  if (!differs) return;
  const last = known.until ? `上次（${known.until}）印作` : "这位登记的单位是";
  text.replaceChildren(`${last}“${known.affiliation}”。`, act("沿用", () => {
    affiliation.value = known.affiliation;
    compare(row, affiliation, choice);
  }), " · ", act("是另一位", () => {
    choice.value = "new";
    row.querySelector("[data-who]").classList.add("is-open");
    compare(row, affiliation, choice);
  }));
}

function act(words, run) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  button.textContent = words;
  button.addEventListener("click", run);
  return button;
}
