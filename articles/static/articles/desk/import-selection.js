// Which rows of the source are selected, and what of the articles they belong to.

export class Selection {
  #active = null; // id of the row that the arrow keys stand on: a piece, or a fold
  #anchor = null;
  #chosen = new Set();
  #open = new Set(); // folds that were opened
  #article = "";

  constructor(lines, articles) {
    this.lines = lines;
    this.articles = articles;
    lines.addEventListener("click", (event) => this.#onClick(event));
    lines.addEventListener("focus", () => this.#active || this.#go(this.#rows()[0]));
    articles.addEventListener("click", (event) => {
      const part = event.target.closest("[data-pieces]");
      if (part && !getSelection().toString()) this.show(part.dataset.pieces.split(" "), "");
    });
  }

  get pieces() {
    return [...this.#chosen].filter((piece) => document.getElementById(`ln-${piece}`));
  }

  // The selected rows in a few words, for the heads of dialogs.
  get words() {
    const [first, ...rest] = this.pieces;
    const text = this.#row(first)?.querySelector(".tx").lastChild.textContent.trim() ?? "";
    return rest.length ? `${text.slice(0, 16)}… 等 ${rest.length + 1} 行` : text.slice(0, 30);
  }

  // Select pieces and bring the first into view; ``article`` is a card to point at besides.
  show(pieces, article) {
    this.#chosen = new Set(pieces);
    this.#article = article;
    if (pieces.length) {
      this.#active = this.#anchor = `ln-${pieces[0]}`;
      for (const piece of pieces) this.#unfold(this.#row(piece));
    }
    this.paint();
    reveal(this.#row(pieces[0]), this.lines.closest(".pane"));
    const part = this.articles.querySelector(".is-sel") ?? document.getElementById(`art-${article}`);
    reveal(part, this.articles.closest(".pane"));
  }

  paint() {
    let shown = true;
    for (const row of this.lines.children) {
      if (row.dataset.unfold) {
        shown = this.#open.has(row.id);
        row.hidden = shown;
      } else if (!row.classList.contains("is-folded")) shown = true;
      else row.hidden = !shown;
      const isChosen = this.#chosen.has(row.dataset.piece);
      row.classList.toggle("is-on", isChosen || (row.id === this.#active && !row.dataset.piece));
      row.setAttribute("aria-selected", String(isChosen));
    }
    const here = document.getElementById(this.#active ?? "");
    if (here) this.lines.setAttribute("aria-activedescendant", here.id);
    else this.lines.removeAttribute("aria-activedescendant");
    const owners = new Set(this.pieces.map((piece) => this.#row(piece).dataset.article));
    if (this.#article) owners.add(this.#article);
    for (const card of this.articles.querySelectorAll("[data-card]")) {
      card.classList.toggle("is-on", owners.has(card.dataset.card));
      for (const part of card.querySelectorAll("[data-pieces]")) {
        part.classList.toggle("is-sel", part.dataset.pieces.split(" ").some((piece) => this.#chosen.has(piece)));
      }
    }
  }

  // Arrow keys and the like on the list; returns whether the key meant something.
  onKey(event) {
    const rows = this.#rows();
    const at = rows.findIndex((row) => row.id === this.#active);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1, PageDown: at + 12, PageUp: at - 12 }[event.key];
    if (to !== undefined) this.#go(rows[Math.max(0, Math.min(rows.length - 1, to))], event.shiftKey);
    else if (event.key === "Enter" || event.key === " ") this.#act(rows[at]);
    else return false;
    return true;
  }

  #act(row) {
    if (!row) return;
    if (row.dataset.unfold) {
      this.#open.add(row.id);
      this.#go(row.nextElementSibling);
      return;
    }
    const part = [...this.articles.querySelectorAll("[data-pieces]")].find((each) =>
      each.dataset.pieces.split(" ").includes(row.dataset.piece));
    if (part) this.show(part.dataset.pieces.split(" "), "");
  }

  #go(row, extend = false) {
    if (!row) return;
    this.#active = row.id;
    if (!extend || !this.#anchor) this.#anchor = row.id;
    const rows = this.#rows();
    const ends = [this.#anchor, this.#active].map((id) => rows.findIndex((each) => each.id === id));
    const span = rows.slice(Math.min(...ends), Math.max(...ends) + 1);
    this.#chosen = new Set(span.map((each) => each.dataset.piece).filter(Boolean));
    this.#article = "";
    this.paint();
    reveal(row, this.lines.closest(".pane"));
    reveal(this.articles.querySelector(".is-sel"), this.articles.closest(".pane"));
  }

  #onClick(event) {
    const row = event.target.closest("[role=option]");
    if (!row || getSelection().toString()) return;
    if (row.dataset.unfold) this.#act(row);
    else if (event.ctrlKey || event.metaKey) {
      if (!this.#chosen.delete(row.dataset.piece)) this.#chosen.add(row.dataset.piece);
      this.#active = row.id;
      this.paint();
    } else this.#go(row, event.shiftKey);
  }

  #unfold(row) {
    let each = row;
    if (!row?.classList.contains("is-folded")) return;
    while (each && !each.dataset.unfold) each = each.previousElementSibling;
    if (each) this.#open.add(each.id);
  }

  #row(piece) { return document.getElementById(`ln-${piece}`); }
  #rows() { return [...this.lines.children].filter((row) => !row.hidden); }
}

// Scrolls the pane, not the page, and only when the thing is out of sight.
function reveal(thing, pane) {
  if (!thing || !pane) return;
  const box = thing.getBoundingClientRect();
  const frame = pane.getBoundingClientRect();
  const top = frame.top + 84; // below the pane's sticky head
  if (box.top < top || box.bottom > frame.bottom - 40) {
    pane.scrollTop += box.top - top - Math.max(0, (frame.bottom - top - box.height) / 3);
  }
}
