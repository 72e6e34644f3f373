// Nothing typed is lost: kept in this browser at once, at the server a second later; who else has the article open.

import { LocalCopies, nameOfTab } from "./copies.js";

const PAUSE = 1000; // after the last key
const LONGEST = 8000; // of uninterrupted typing
const RETRY = 4000;
const HOLD = 200; // before a change is looked at: a long text takes a while to write down, and no key should wait for that
const BEAT = 20000;
const OWN = ["csrfmiddlewaretoken", "base", "tab"];

export const serialised = (form) => {
  const data = new URLSearchParams(new FormData(form));
  for (const name of OWN) data.delete(name);
  return data.toString();
};

/** What was serialised, as it goes to the server: a Chinese text takes a third of the bytes so. */
export const pairs = (text) => [...new URLSearchParams(text)];

/** Keeps the form. `said` shows the state, `notice` what needs an answer. */
export class Keeping {
  constructor(form, { said, notice, here }) {
    Object.assign(this, { form, said, notice, here });
    this.tab = nameOfTab();
    this.article = form.dataset.article ? Number(form.dataset.article) : null;
    this.isConflict = "conflict" in form.dataset;
    this.version = Number(this.isConflict ? form.dataset.conflict : form.elements.lock_version.value) || 0;
    this.base = (this.isConflict && form.elements.base.value) || serialised(form);
    this.known = serialised(form); // what the server has, word for word
    this.timer = this.began = 0;
    this.sending = null;
    this.isComposing = false;
    this.store = new LocalCopies(form.dataset.user, this.article, this.tab);
    this.wire();
  }

  get isSettled() { return serialised(this.form) === this.known; }

  wire() {
    const { form } = this;
    form.addEventListener("compositionstart", () => { this.isComposing = true; });
    form.addEventListener("compositionend", () => { this.isComposing = false; this.later(); });
    form.addEventListener("input", () => this.later());
    form.addEventListener("change", () => this.later());
    form.addEventListener("submit", (event) => this.submit(event));
    window.addEventListener("online", () => this.save());
    window.addEventListener("focus", () => { if (!this.isSettled) this.save(); });
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.keepHere(); });
    window.addEventListener("pagehide", () => { this.keepHere(); this.beat(true); });
    window.addEventListener("beforeunload", (event) => { if (!this.isLeaving && !this.isSettled) event.preventDefault(); });
    this.beat();
    setInterval(() => this.beat(), BEAT);
  }

  /** Something may have changed: keep it here in a moment, send it after a pause. */
  later() {
    this.said.dataset.stale = ""; // what it says is older than the last key
    this.began ||= Date.now();
    clearTimeout(this.timer);
    const wait = Math.max(0, Math.min(PAUSE, this.began + LONGEST - Date.now()));
    this.timer = setTimeout(() => { if (!this.isComposing) this.save(); }, wait);
    this.looking ||= setTimeout(() => this.look(), this.hold ?? HOLD);
  }

  look() {
    const begun = performance.now();
    this.looking = 0;
    if (this.isSettled) { clearTimeout(this.timer); this.began = 0; delete this.said.dataset.stale; return; }
    this.keepHere();
    this.show("有未保存的改动");
    this.hold = Math.max(HOLD, 20 * (performance.now() - begun));
  }

  keepHere() {
    if (this.isSettled) return;
    const copy = { form: serialised(this.form), base: this.base, version: this.version, at: Date.now() };
    if (!this.store.keep(copy) && !this.toldFull) {
      this.toldFull = true;
      this.tell("浏览器存不下副本，请常点“保存”。");
    }
  }

  /** Sends what is not at the server yet; true when all of it is. One request at a time. */
  async save() {
    clearTimeout(this.timer);
    if (this.sending) await this.sending;
    if (this.isSettled || !("maySave" in this.form.dataset)) return true;
    this.began = 0;
    this.sending = this.send(serialised(this.form));
    const done = await this.sending;
    this.sending = null;
    if (done && !this.isSettled) this.later();
    return done;
  }

  async send(sent) {
    const { article, version, base, tab } = this;
    this.show("正在保存……");
    const body = { form: pairs(sent), base: pairs(base), version, tab, article };
    const { status, data } = await this.post(this.form.dataset.autosave, body);
    if (status === 200) { this.took(sent, data); return true; }
    if (status === 401) this.askToSignIn();
    else if (status === 409) this.tell(data.error);
    else if (status === 0 || status >= 500) this.fail("连不上服务器。写的都留在这台电脑里，连上后自动补存。");
    else this.fail(data.error ?? "没有存上，写的都留在这台电脑里。", status === 400);
    return false;
  }

  fail(words, isFinal = false) {
    this.show("没有存上", true);
    this.tell(words);
    if (!isFinal) this.timer = setTimeout(() => this.save(), RETRY);
  }

  /** The server has `sent`: take over what it made of it. */
  took(sent, data) {
    const { form } = this;
    const state = new URLSearchParams(sent);
    this.known = sent;
    if (this.article === null) this.begin(data.article);
    for (const [name, key] of Object.entries(data.keys)) this.put(state, name, key);
    const isConflict = data.state === "conflict";
    const isWhole = isConflict || this.mend(state, data);
    if (!isConflict) {
      this.base = state.toString();
      if (isWhole) this.version = data.version;
      if (!this.isConflict) form.elements.lock_version.value = this.version;
    }
    state.set("lock_version", form.elements.lock_version.value);
    this.known = state.toString();
    if (this.isSettled) this.store.drop(); else this.keepHere();
    this.show(isConflict ? `${data.at} 另存` : `已保存 ${data.at}`, isConflict);
    this.explain(data, isWhole);
    form.dispatchEvent(new CustomEvent("kept"));
  }

  explain(data, isWhole) {
    const left = Object.values(data.left_out);
    if (data.state === "conflict") {
      if (!this.isConflict) {
        this.tell(`${data.by}改了同一处（${data.clashes.join("、")}）。你的字都在，已另存。`, ["并排看，合成一稿", () => this.compare()]);
      }
    } else if (left.length) {
      this.tell(`文字都存好了，${left.length} 处还没进稿件：${left[0]}`);
    } else if (data.taken.length) {
      const parts = data.taken.join("、");
      this.tell(`${data.by}改了${parts}，已并入。`, ...(isWhole ? [] : [["载入新内容", () => this.reload()]]));
    } else this.tell("");
  }

  /** Puts what others changed into the form; false when some of it could not be shown here. */
  mend(state, data) {
    const shown = Object.keys(data.mended);
    let isWhole = data.taken.length === 0 || (!this.isComposing && data.taken.every((part) => !["署名", "观点", "金句"].includes(part)));
    for (const name of shown) {
      const control = this.form.elements[name];
      if (this.isComposing || control.value !== (state.get(name) ?? "").replace(/\r\n/g, "\n")) isWhole = false;
    }
    if (!isWhole) return false;
    for (const name of shown) {
      this.put(state, name, data.mended[name]);
      if (this.form.elements[name].value !== data.mended[name]) isWhole = false; // an option that is not offered here
    }
    if (shown.length) this.form.dispatchEvent(new CustomEvent("mended"));
    return isWhole;
  }

  put(state, name, value) {
    const control = this.form.elements[name];
    if (control.value !== value) {
      const at = control.selectionStart;
      const tail = control.value.length - (at ?? 0);
      const isBehind = control.value.slice(0, at ?? 0) !== value.slice(0, at ?? 0);
      control.value = value;
      if (document.activeElement === control && at !== null && at !== undefined) {
        const caret = isBehind ? Math.max(0, value.length - tail) : at;
        control.setSelectionRange(caret, caret);
      }
    }
    state.set(name, control.value.replace(/\r?\n/g, "\r\n"));
  }

  begin(article) {
    const { form } = this;
    this.article = article;
    form.dataset.article = article;
    const address = form.dataset.change.replace("/0/", `/${article}/`);
    form.action = address;
    history.replaceState(null, "", address);
    this.store.move(article);
    this.beat();
    form.dispatchEvent(new CustomEvent("begun", { detail: address }));
  }

  /** Before the form is sent whole: nothing leaves this page while the server or the sign-in is gone. */
  async submit(event) {
    if (this.isLeaving || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation(); // questions are asked when it is sent for good
    const { submitter } = event;
    if (!(await this.save())) return;
    // While this event is still on its way the browser ignores another one: when nothing had to be sent, we are too early.
    await new Promise((resolve) => { setTimeout(resolve); });
    this.form.elements.tab.value = this.tab;
    if (!this.isConflict) {
      this.form.elements.base.value = this.base;
      this.form.elements.lock_version.value = this.version;
    }
    this.isLeaving = true;
    setTimeout(() => { this.isLeaving = false; }, 5000);
    this.form.requestSubmit(submitter ?? undefined);
  }

  compare() { this.form.requestSubmit(this.form.querySelector("[name=_save]")); }

  reload() { this.isLeaving = true; location.reload(); }

  // --- the sign-in

  askToSignIn() {
    this.show("没有存上", true);
    this.tell("登录已过期。写的都留在这台电脑里，登录后自动补存，不用离开这一页。", ["在新窗口登录", () => {
      window.open(this.form.dataset.signIn, "_blank");
    }]);
    this.timer = setTimeout(() => this.save(), RETRY);
  }

  async renew() {
    try {
      const { user, name, token } = await (await fetch(this.form.dataset.sign)).json();
      if (user === null) return { status: 401, data: {} };
      if (String(user) !== this.form.dataset.user) {
        return { status: 409, data: { error: `现在登录的是${name}，这里的文字是另一位写的，没有存。请换回原来的账号。` } };
      }
      for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = token;
      return { status: 200, data: {} };
    } catch { return { status: 0, data: {} }; }
  }

  /** { status, data }; status 0 when nobody answered. A token that a new sign-in made void is renewed once. */
  async post(address, body, isSecond = false) {
    try {
      const response = await fetch(address, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value },
        body: JSON.stringify(body),
        keepalive: Boolean(body.leaving),
      });
      const isOurs = response.headers.get("Content-Type")?.startsWith("application/json");
      if (response.status === 403 && !isOurs && !isSecond) {
        const found = await this.renew();
        return found.status === 200 ? this.post(address, body, true) : found;
      }
      return { status: response.status, data: isOurs ? await response.json() : {} };
    } catch { return { status: 0, data: {} }; }
  }

  // --- who else is here

  async beat(leaving = false) {
    if (this.article === null) return;
    const { status, data } = await this.post(this.form.dataset.presence, { article: this.article, tab: this.tab, leaving });
    if (status !== 200 || leaving || !this.here) return;
    const names = data.others.map(({ name, own }) => (own ? "你在另一个窗口" : name));
    const words = names.length ? `${names.join("、")}也打开了此稿` : "";
    if (this.here.textContent.trim() !== words) this.here.textContent = words;
    this.here.hidden = names.length === 0;
    if (data.version > this.version && this.isSettled && !this.isConflict && !this.sending) {
      this.tell("这篇稿件在别处有了新的保存。", ["载入新内容", () => this.reload()]);
    }
  }

  // --- what is said

  show(words, isWrong = false) {
    this.said.textContent = words;
    this.said.classList.toggle("is-wrong", isWrong);
    if (!this.looking) delete this.said.dataset.stale;
  }

  tell(words, ...acts) {
    this.notice.hidden = !words;
    if (this.notice.dataset.words === words) return;
    this.notice.dataset.words = words;
    this.notice.replaceChildren(words, ...acts.map(([label, act]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn--s";
      button.textContent = label;
      button.addEventListener("click", act);
      return button;
    }));
  }
}
