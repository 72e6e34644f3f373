// The small windows of the review screen. Each takes one key, one click, or one form.

const dialog = (name) => document.getElementById(`dlg-${name}`);
let onChoice = null;

// Opens a dialog whose buttons have keys; ``take(button, at)`` is called with the chosen one.
export function choose(name, about, take, options) {
  const box = dialog(name);
  const words = box.querySelector("[data-about]");
  if (words) words.textContent = about ? `“${about.replace(/“/g, "‘").replace(/”/g, "’")}”` : "";
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

// Sends what ``changed()`` finds; the dialog closes once it is taken, and stays open with what was refused.
function together(form, changed, set) {
  refuse(form, null);
  form.onsubmit = async (event) => {
    event.preventDefault();
    const fields = changed();
    const save = form.querySelector("[type=submit]");
    if (save.disabled) return;
    save.disabled = true;
    const refusal = Object.keys(fields).length ? await set(fields) : null;
    save.disabled = false;
    refuse(form, refusal);
    if (!refusal) form.closest("dialog").close();
  };
}

function refuse(form, refusal) {
  for (const words of form.querySelectorAll("[data-refused]")) words.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  if (!refusal) return;
  const told = Object.entries(refusal.fields ?? {});
  for (const [name, message] of told.length ? told : [["", refusal.message]]) {
    const words = document.createElement("p");
    Object.assign(words, { className: "bad", role: "alert", textContent: message });
    words.dataset.refused = name;
    const field = form.elements[name];
    if (field) field.after(words);
    else form.querySelector(".dlg__end").before(words);
    field?.setAttribute("aria-invalid", "true");
  }
  form.querySelector("[aria-invalid]")?.focus();
}

// The page's facts; ``set`` is given those that were changed.
export function openPage(set) {
  const form = document.querySelector("[data-page-form]");
  const facts = JSON.parse(document.querySelector("[data-facts]").dataset.facts);
  for (const [name, value] of Object.entries(facts)) form.elements[name].value = value;
  together(form, () => {
    const fields = {};
    for (const [name, value] of Object.entries(facts)) {
      const now = form.elements[name].value.trim();
      if (now !== value && (now || !["date", "number"].includes(name))) fields[name] = now;
    }
    return fields;
  }, set);
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
  together(form, () => {
    const changed = {};
    for (const name of ["kicker", "title", "subtitle"]) {
      const now = form.elements[name].value.trim();
      if (now !== fields[name]) changed[name] = now;
    }
    const rows = [...people.children].map((row) => Object.fromEntries(
      [...row.querySelectorAll("input")].map((input) => [input.dataset.part, input.value.trim()]),
    )).filter((row) => row.name);
    const plain = (list) => JSON.stringify(list.map((row) => [row.name, row.role || "", row.affiliation || ""]));
    if (plain(rows) !== plain(fields.byline)) changed.byline = rows;
    return changed;
  }, set);
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
