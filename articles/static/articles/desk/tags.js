// Tags: chips over the plain field, known tags while typing, and proposals from the text, one click each.

import { fillList, postJson, proposeWhileTyping } from "./suggest.js";

const SEPARATORS = /[、，,；;\n\t]+/;

export function wireTags(box, form, textOf) {
  const field = box.querySelector("textarea, input");
  const chips = document.createElement("ul");
  chips.className = "tags";
  const input = document.createElement("input");
  input.className = "in";
  input.setAttribute("list", "known-tags");
  input.placeholder = "添加标签";
  input.maxLength = 40;
  input.setAttribute("aria-label", "添加标签");
  field.hidden = true;
  field.after(chips, input);

  const names = () => field.value.split(SEPARATORS).map((name) => name.trim()).filter(Boolean);
  const set = (wanted) => {
    field.value = [...new Set(wanted)].join("、");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    draw();
  };
  const take = (name) => set([...names(), ...name.split(SEPARATORS)].map((each) => each.trim()).filter(Boolean));

  function draw() {
    chips.replaceChildren(...names().map((name) => {
      const chip = document.createElement("li");
      chip.className = "tag";
      chip.append(name);
      const off = document.createElement("button");
      off.type = "button";
      off.className = "tag__off";
      off.setAttribute("aria-label", `去掉标签 ${name}`);
      off.textContent = "×";
      off.addEventListener("click", () => { set(names().filter((each) => each !== name)); input.focus(); });
      chip.append(off);
      return chip;
    }));
    for (const row of box.querySelectorAll("[data-name]")) row.hidden = names().includes(row.dataset.name);
  }

  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      if (input.value.trim()) { take(input.value); input.value = ""; }
    } else if (event.key === "Backspace" && !input.value && names().length) {
      set(names().slice(0, -1));
    }
  });
  input.addEventListener("input", (event) => {
    if (!event.isComposing && SEPARATORS.test(input.value)) { take(input.value); input.value = ""; }
  });
  input.addEventListener("change", () => { if (input.value.trim()) { take(input.value); input.value = ""; } });
  proposeWhileTyping(input, form.dataset.tags, ({ tags }) => {
    fillList(document.getElementById("known-tags"), tags.map((tag) => [tag.name, `${tag.uses} 篇`]));
  });

  const proposals = box.querySelector("[data-proposals]");
  proposals.hidden = false;
  const state = box.querySelector("[data-propose-state]");
  const shown = box.querySelector("[data-suggestions]");
  async function propose() {
    const { title, text } = textOf();
    if (!text.trim()) { state.textContent = "正文还是空的，写了正文再提取。"; return; }
    state.textContent = "正在读正文……";
    const { ok, data } = await postJson(form.dataset.suggest, { title, text, tags: names() });
    state.textContent = ok ? (data.suggestions.length ? "" : "文中没有合适的词。") : data.error;
    shown.replaceChildren(...(ok ? data.suggestions : []).map(row));
  }
  const SOURCES = { tag: "已有标签，", word: "新词，" };
  function row({ name, reason, source }) {
    const item = document.createElement("li");
    item.dataset.name = name;
    const button = document.createElement("button");
    button.type = "button";
    button.className = source === "tag" ? "tag tag--try tag--known" : "tag tag--try";
    button.textContent = `＋ ${name}`;
    button.addEventListener("click", () => take(name));
    const why = document.createElement("span");
    why.textContent = `${SOURCES[source] ?? ""}${reason}`;
    item.append(button, why);
    return item;
  }
  box.querySelector("[data-propose]").addEventListener("click", propose);
  form.addEventListener("mended", draw);
  draw();
  if (textOf().text.trim()) propose();
}
