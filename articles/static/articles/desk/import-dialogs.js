// The small windows of the review screen. Each takes one key, one click, or one form.

const dialog = (name) => document.getElementById(`dlg-${name}`);
let onChoice = null;

// Opens a dialog whose buttons have keys; ``take(button, at)`` is called with the chosen one.
export function choose(name, about, take, options) {
  const box = dialog(name);
  const words = box.querySelector("[data-about]");
  if (words) words.textContent = about ? `“${about}”` : "";
  if (options) box.querySelector("[data-list]").replaceChildren(...options.map(option));
  const cut = box.querySelector("[data-cut]");
  if (cut) {
    cut.hidden = true;
    cut.elements.cut.value = about ? fullText() : "";
  }
  onChoice = take;
  box.showModal();
}

function option([key, label, to]) {
  const button = document.createElement("button");
  const kbd = document.createElement("kbd");
  const words = document.createElement("span");
  kbd.textContent = key;
  words.textContent = label;
  Object.assign(button, { type: "button", className: "opt" });
  Object.assign(button.dataset, { key, to });
  button.append(kbd, words);
  return button;
}

const fullText = () => document.querySelector(".ln.is-on .tx")?.lastChild.textContent ?? "";

export function wireDialogs() {
  for (const box of document.querySelectorAll("dialog.dlg")) {
    box.addEventListener("keydown", (event) => onKey(box, event));
    box.addEventListener("click", (event) => {
      if (event.target === box || event.target.closest("[data-close]")) box.close();
      const button = event.target.closest("[data-key]");
      if (button) pick(box, button);
    });
  }
  const cut = document.querySelector("[data-cut]");
  cut.elements.cut.addEventListener("beforeinput", (event) => {
    if (event.inputType !== "insertLineBreak") event.preventDefault(); // only the caret moves; Enter sends
  });
  cut.addEventListener("submit", (event) => {
    event.preventDefault();
    const box = dialog("split");
    box.close();
    onChoice?.(box.querySelector("[data-split=cut]"), cut.elements.cut.selectionStart);
  });
}

function onKey(box, event) {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, textarea")) return;
  const button = box.querySelector(`[data-key="${CSS.escape(event.key.toUpperCase())}"]`);
  if (!button) return;
  event.preventDefault();
  pick(box, button);
}

function pick(box, button) {
  if (button.dataset.split === "cut") {
    const cut = box.querySelector("[data-cut]");
    const field = cut.elements.cut;
    cut.hidden = false;
    field.focus();
    const middle = Math.ceil(field.value.length / 2);
    field.setSelectionRange(middle, middle);
    return;
  }
  box.close();
  onChoice?.(button);
}

function once(form, take) {
  form.onsubmit = (event) => {
    event.preventDefault();
    form.closest("dialog").close();
    take(form);
  };
}

// The page's facts; calls ``set(field, value)`` for each one that was changed.
export function openPage(set) {
  const form = document.querySelector("[data-page-form]");
  const facts = JSON.parse(document.querySelector("[data-facts]").dataset.facts);
  for (const [name, value] of Object.entries(facts)) form.elements[name].value = value;
  once(form, () => {
    for (const [name, value] of Object.entries(facts)) {
      const now = form.elements[name].value.trim();
      if (now !== value && (now || !["date", "number"].includes(name))) set(name, now);
    }
  });
  dialog("page").showModal();
}

export function openColumn(set) {
  const form = document.querySelector("[data-column-form]");
  form.reset();
  once(form, () => set(form.elements.column.value.trim()));
  dialog("column").showModal();
}

// Title, kicker, subtitle and byline of one article.
export function openFields(card, set) {
  const form = document.querySelector("[data-fields-form]");
  const fields = JSON.parse(card.dataset.fields);
  const people = form.querySelector("[data-people]");
  for (const name of ["kicker", "title", "subtitle"]) form.elements[name].value = fields[name];
  people.replaceChildren(...fields.byline.map(person));
  form.querySelector("[data-add-person]").onclick = () => {
    people.append(person({}));
    people.lastElementChild.querySelector("input").focus();
  };
  once(form, () => {
    for (const name of ["kicker", "title", "subtitle"]) {
      const now = form.elements[name].value.trim();
      if (now !== fields[name]) set(name, now);
    }
    const rows = [...people.children].map((row) => Object.fromEntries(
      [...row.querySelectorAll("input")].map((input) => [input.dataset.part, input.value.trim()]),
    )).filter((row) => row.name);
    const plain = (list) => JSON.stringify(list.map((row) => [row.name, row.role || "", row.affiliation || ""]));
    if (plain(rows) !== plain(fields.byline)) set("byline", rows);
  });
  dialog("fields").showModal();
}

const PARTS = [["role", "身份", "本报记者"], ["name", "姓名", ""], ["affiliation", "单位和职务", ""]];

function person(row) {
  const item = document.createElement("li");
  for (const [part, label, hint] of PARTS) {
    const input = document.createElement("input");
    Object.assign(input, { className: "in", value: row[part] ?? "", placeholder: hint || label });
    input.setAttribute("aria-label", label);
    input.dataset.part = part;
    item.append(input);
  }
  const remove = document.createElement("button");
  Object.assign(remove, { type: "button", className: "btn btn--quiet btn--s", textContent: "去掉" });
  remove.addEventListener("click", () => item.remove());
  item.append(remove);
  return item;
}
