// Rows of the article form (byline, statements, quotes): add, move, take away with a way back.

export class Rows {
  /** `box` is the element with data-rows; `onChange` is called whenever rows come, go or move. */
  constructor(box, { onAdd = () => {}, onChange = () => {} } = {}) {
    this.box = box;
    this.prefix = box.dataset.rows;
    this.list = box.querySelector("[data-list]");
    this.total = box.querySelector(`[name="${this.prefix}-TOTAL_FORMS"]`);
    this.onAdd = onAdd;
    this.onChange = onChange;
    const add = box.querySelector("[data-add]");
    add.hidden = false;
    add.addEventListener("click", () => this.add().querySelector("input:not([type=hidden]), textarea")?.focus());
    for (const row of this.rows()) this.wire(row);
    this.number();
  }

  rows() { return [...this.list.querySelectorAll(":scope > [data-row]")]; }
  present() { return this.rows().filter((row) => !row.classList.contains("is-gone")); }
  field(row, name) { return row.querySelector(`[name^="${this.prefix}-"][name$="-${name}"]`); }

  /** A blank row at the end. */
  add() {
    const number = Number(this.total.value);
    const holder = document.createElement("div");
    holder.innerHTML = this.box.querySelector("template").innerHTML.replaceAll("__prefix__", number);
    this.total.value = number + 1;
    const row = holder.querySelector("[data-row]");
    this.list.append(row);
    this.wire(row);
    this.number();
    this.onAdd(row);
    this.onChange();
    return row;
  }

  wire(row) {
    row.classList.add("is-scripted");
    const button = (name, act) => {
      const found = row.querySelector(`[data-${name}]`);
      found.hidden = false;
      found.addEventListener("click", act);
    };
    button("up", () => this.move(row, -1));
    button("down", () => this.move(row, 1));
    button("remove", () => this.remove(row));
    this.wireDrag(row);
    row.addEventListener("keydown", (event) => {
      if (event.isComposing || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
      event.preventDefault();
      const focused = document.activeElement;
      this.move(row, event.key === "ArrowUp" ? -1 : 1);
      focused.focus();
    });
  }

  /** By the grip a row is drawn before or after another one; the keyboard has Alt ↑ ↓. */
  wireDrag(row) {
    const grip = row.querySelector("[data-grip]");
    grip.hidden = false;
    grip.addEventListener("dragstart", (event) => {
      this.dragged = row;
      row.classList.add("is-dragged");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
      event.dataTransfer.setDragImage(row, 10, 10);
    });
    grip.addEventListener("dragend", () => { row.classList.remove("is-dragged"); this.dragged = null; });
    row.addEventListener("dragover", (event) => {
      if (!this.dragged || this.dragged === row) return;
      event.preventDefault();
      row.classList.add("is-target");
    });
    row.addEventListener("dragleave", () => row.classList.remove("is-target"));
    row.addEventListener("drop", (event) => {
      row.classList.remove("is-target");
      if (!this.dragged || this.dragged === row) return;
      event.preventDefault();
      const rows = this.present();
      if (rows.indexOf(this.dragged) < rows.indexOf(row)) row.after(this.dragged); else row.before(this.dragged);
      this.number();
      this.onChange();
    });
  }

  move(row, step) {
    const rows = this.present();
    const other = rows[rows.indexOf(row) + step];
    if (!other) return;
    if (step < 0) other.before(row); else other.after(row);
    this.number();
    this.onChange();
  }

  /** Hides the row and marks it for deletion; a line with 撤销 stands in its place. */
  remove(row) {
    const first = row.querySelector("input:not([type=hidden]):not(.order), textarea");
    const words = (first?.value ?? "").trim().slice(0, 20);
    this.field(row, "DELETE").checked = true;
    row.classList.add("is-gone");
    const note = document.createElement("li");
    note.className = "gone";
    note.append(`已移去${words ? `“${words}”` : "空行"}`);
    const undo = document.createElement("button");
    undo.type = "button";
    undo.className = "btn btn--s btn--quiet";
    undo.textContent = "撤销";
    undo.addEventListener("click", () => {
      this.field(row, "DELETE").checked = false;
      row.classList.remove("is-gone");
      note.remove();
      this.number();
      this.onChange();
      first?.focus();
    });
    note.append(undo);
    row.after(note);
    undo.focus();
    this.number();
    this.onChange();
  }

  number() {
    this.present().forEach((row, at) => {
      this.field(row, "ORDER").value = at + 1;
      const shown = row.querySelector("[data-number]");
      if (shown) shown.textContent = at + 1;
    });
  }
}
