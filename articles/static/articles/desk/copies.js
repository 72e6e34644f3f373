// What was typed and is not at the server yet stays in this browser, also when the window is gone.

/** A name for this window, as long as this page is in it. */
export const nameOfTab = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(6)), (n) => n.toString(16).padStart(2, "0")).join("");

/** When a copy was made, as people say it. */
export const madeAt = (copy) =>
  new Date(copy.at).toLocaleString("zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });

/** Copies of unsent forms in this browser: one for each window, by account and article (or what else they belong to). */
export class LocalCopies {
  constructor(user, article, tab) {
    Object.assign(this, { user, tab });
    this.move(article);
  }

  get prefix() { return `newsroom-kept:${this.user}:${this.article ?? "new"}:`; }

  move(article) {
    if (this.article !== undefined) this.drop();
    this.article = article;
    this.held?.();
    // a window that is still open holds a lock, so that nobody offers its text as lost
    navigator.locks?.request(this.prefix + this.tab, () => new Promise((free) => { this.held = free; }));
  }

  keep(copy) {
    try { localStorage.setItem(this.prefix + this.tab, JSON.stringify({ ...copy, tab: this.tab, article: this.article })); return true; }
    catch { return false; }
  }

  drop() { try { localStorage.removeItem(this.prefix + this.tab); } catch { /* there is none, then */ } }

  /** Copies that windows now closed left behind, the newest first. */
  async left() {
    try {
      const held = new Set((await navigator.locks?.query())?.held.map((lock) => lock.name) ?? []);
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(this.prefix) && !held.has(key));
      return keys.map((key) => ({ key, ...JSON.parse(localStorage.getItem(key)) })).sort((a, b) => b.at - a.at);
    } catch { return []; }
  }

  forget(key) { localStorage.removeItem(key); }
}
