// Nothing typed into a form with data-keep is lost: what differs from the server's state stays in this browser until the
// step went through, and comes back with the form after a lost sign-in, a dead server or a closed window.

import { LocalCopies, madeAt, nameOfTab } from "./copies.js";

const PAUSE = 200; // a long text takes a while to write down, and no key should wait for that
const OLD = 14 * 24 * 3600 * 1000;
const SENT = "desk-sent"; // of this tab: the copy of the form that went out last
const UNKEPT = ["hidden", "file", "password", "submit", "button", "reset"];
const TICKS = ["checkbox", "radio"];
const tab = nameOfTab();
const watched = new WeakMap();

/** The fields of a form by names that are the same after the next load. */
function fieldsOf(form) {
  const found = new Map();
  for (const field of form.elements) {
    if (!field.name || !field.matches("input, select, textarea") || UNKEPT.includes(field.type)) continue;
    const name = TICKS.includes(field.type) ? `${field.name}=${field.value}` : field.name;
    let id = name;
    for (let n = 2; found.has(id); n += 1) id = `${name} ${n}`;
    found.set(id, field);
  }
  return found;
}

function valueOf(field) {
  if (TICKS.includes(field.type)) return field.checked ? "1" : "";
  return field.multiple ? [...field.selectedOptions].map((option) => option.value).join("\n") : field.value;
}

function give(field, value) {
  if (TICKS.includes(field.type)) field.checked = value === "1";
  else if (field.multiple) for (const option of field.options) option.selected = value.split("\n").includes(option.value);
  else field.value = value;
  for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
}

/** What stands in a form now. */
export const taken = (form) => Object.fromEntries([...fieldsOf(form)].map(([id, field]) => [id, valueOf(field)]));

/** Puts into a form what stood in one of the same kind. */
export function fill(form, typed) {
  for (const [id, field] of fieldsOf(form)) if (id in typed && valueOf(field) !== typed[id]) give(field, typed[id]);
}

/** Adds the rows that those fields stood in, where a form has a button for more. */
function grow(form, ids) {
  for (const id of ids) {
    const [, prefix, number] = id.match(/^(.+)-(\d+)-/) ?? [];
    const group = prefix && form.querySelector(`[data-inline="${CSS.escape(prefix)}"]`);
    const total = group?.querySelector(`[name="${CSS.escape(prefix)}-TOTAL_FORMS"]`);
    for (let had = -1; total && total.value !== had && Number(total.value) <= Number(number);) {
      had = total.value;
      group.querySelector("[data-add]")?.click();
    }
  }
}

class Typed {
  constructor(form) {
    this.form = form;
    this.was = taken(form); // what the server has
    this.copies = new LocalCopies(document.body.dataset.user, `${location.pathname} ${form.dataset.keep}`, tab);
    form.addEventListener("input", () => this.later());
    form.addEventListener("change", () => this.later());
    window.addEventListener("pagehide", () => this.keep());
    this.takeUp();
  }

  get key() { return this.copies.prefix + tab; }

  later() {
    this.timer ||= setTimeout(() => this.keep(), PAUSE);
  }

  keep() {
    clearTimeout(this.timer);
    this.timer = 0;
    if (!this.form.isConnected) return;
    const typed = {}, was = {};
    for (const [id, value] of Object.entries(taken(this.form))) {
      if (value !== (this.was[id] ?? "")) { typed[id] = value; was[id] = this.was[id] ?? ""; }
    }
    if (Object.keys(typed).length) this.copies.keep({ typed, was, at: Date.now() });
    else this.copies.drop();
  }

  forget() {
    this.was = taken(this.form);
    this.keep();
  }

  /** Puts back what a window that is gone had typed; asks first where the server has something else by now. */
  async takeUp() {
    const [copy, ...others] = await this.copies.left(); // the newest first; another one waits for the next time
    for (const each of [copy, ...others]) if (each && Date.now() - each.at > OLD) this.copies.forget(each.key);
    if (!copy || Date.now() - copy.at > OLD) return;
    if (document.readyState !== "complete") await new Promise((done) => { window.addEventListener("load", done, { once: true }); });
    grow(this.form, Object.keys(copy.typed));
    const now = taken(this.form);
    const ids = Object.keys(copy.typed).filter((id) => id in now);
    const isSame = ids.every((id) => [copy.was[id], copy.typed[id]].includes(now[id]));
    const putBack = () => {
      fill(this.form, copy.typed);
      for (const id of ids) this.was[id] = copy.was[id];
      this.keep();
      this.copies.forget(copy.key);
    };
    if (ids.every((id) => now[id] === copy.typed[id])) { putBack(); return; } // the server shows it again, to be mended
    const leave = ["不要了", () => { fill(this.form, now); this.was = now; this.keep(); this.copies.forget(copy.key); }];
    if (isSame) {
      putBack();
      const details = ids.map((id) => fieldsOf(this.form).get(id).closest("details"));
      for (const each of details) each?.setAttribute("open", "");
      this.say(`${madeAt(copy)} 填的还没有保存，已放回来。`, leave);
    } else this.say(`${madeAt(copy)} 填的没有保存，还留在这台电脑里；这里的内容后来有改动。`, ["放回来", putBack], leave);
  }

  say(words, ...acts) {
    const note = document.createElement("p");
    note.className = "typed-note";
    note.setAttribute("role", "status");
    note.append(words, ...acts.map(([label, act]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn--s";
      button.textContent = label;
      button.addEventListener("click", () => { act(); note.remove(); });
      return button;
    }));
    this.form.before(note);
  }
}

/** Keeps every form with data-keep in `root`. */
export function watch(root) {
  if (!document.body.dataset.user) return;
  for (const form of root.querySelectorAll("form[data-keep]")) if (!watched.has(form)) watched.set(form, new Typed(form));
}

/** The server has what was typed into this form. */
export const forget = (form) => watched.get(form)?.forget();

// A step that went through is told at the top of the next page, or leads to one with data-done; only then what was
// typed for it may go.
window.addEventListener("submit", (event) => {
  const typed = event.defaultPrevented ? null : watched.get(event.target);
  if (!typed) return;
  typed.keep();
  try { sessionStorage.setItem(SENT, typed.key); } catch { /* it is offered again, then */ }
});
try {
  const sent = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  if (sent && document.querySelector(".messagelist .success, [data-done]")) localStorage.removeItem(sent);
} catch { /* nothing is kept here */ }
watch(document);
