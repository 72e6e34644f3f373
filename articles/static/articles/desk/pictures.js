// Pictures: shown in the text, chosen from the library or uploaded in place.

import { getJson } from "./suggest.js";

const PAUSE = 250;
const known = new Map(); // public id → what the library says of it, or the promise of it

const dialog = document.querySelector("[data-pictures]");
const address = dialog?.dataset.pictures;

function recordOf(id) {
  if (!known.has(id)) known.set(id, getJson(`${address}?id=${encodeURIComponent(id)}`).then((data) => data?.pictures[0] ?? null));
  return known.get(id);
}

/** How a picture stands in the text: the picture itself, and its words below to be written in place. */
export function pictureView(node) {
  const dom = document.createElement("figure");
  const shown = document.createElement("div");
  const contentDOM = document.createElement("figcaption");
  shown.contentEditable = "false";
  shown.className = "fig__shown";
  dom.append(shown, contentDOM);
  const fill = async (id) => {
    dom.dataset.image = id;
    shown.replaceChildren("正在取图片……");
    const record = await recordOf(id);
    if (dom.dataset.image !== id) return;
    if (!record) { shown.replaceChildren(`图库里没有编号为 ${id} 的图片。`); return; }
    const image = document.createElement("img");
    Object.assign(image, { src: record.url, alt: record.alt || "（没有替代文字）", width: record.width, height: record.height, draggable: false });
    shown.replaceChildren(image);
    const [caption, credit] = contentDOM.children;
    if (caption && record.caption) caption.dataset.own = record.caption;
    if (credit && record.credit) credit.dataset.own = record.credit;
  };
  fill(node.attrs.image);
  return {
    dom,
    contentDOM,
    update(next) {
      if (next.type !== node.type) return false;
      if (next.attrs.image !== dom.dataset.image) fill(next.attrs.image);
      return true;
    },
    ignoreMutation: (mutation) => mutation.type !== "selection" && !contentDOM.contains(mutation.target),
  };
}

/** The library as a dialog; `choose` is called with the picture that was chosen or uploaded. */
export class Pictures {
  constructor(choose) {
    this.choose = choose;
    const part = (name) => dialog.querySelector(`[data-${name}]`);
    Object.assign(this, { list: part("list"), state: part("state"), find: part("find"), search: part("search"), upload: part("upload") });
    this.find.addEventListener("input", (event) => { if (!event.isComposing) this.later(); });
    this.find.addEventListener("compositionend", () => this.later());
    part("close").addEventListener("click", () => dialog.close());
    this.upload?.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.show(), PAUSE);
  }

  open(file = null) {
    dialog.showModal();
    this.state.textContent = "";
    if (file && this.upload) {
      const files = new DataTransfer();
      files.items.add(file);
      this.upload.elements.file.files = files.files;
      this.upload.closest("details").open = true;
      this.upload.elements.alt.focus();
    } else this.find.focus();
    this.show().then(() => { if (this.isEmpty && !file) this.offerUpload(); });
  }

  /** Nothing to look through yet: the upload is what is wanted. */
  offerUpload() {
    if (!this.upload) return;
    this.upload.closest("details").open = true;
    this.upload.elements.file.focus();
  }

  async show() {
    const wanted = this.find.value.trim();
    const data = await getJson(`${address}?q=${encodeURIComponent(wanted)}`);
    if (wanted !== this.find.value.trim()) return;
    if (!data) { this.state.textContent = "图库暂时打不开，请稍后再试。"; return; }
    this.state.textContent = data.pictures.length ? "" : wanted ? "没有这样的图片。" : "图库还是空的，先传一张。";
    this.isEmpty = !wanted && data.pictures.length === 0;
    this.search.hidden = this.isEmpty;
    this.list.replaceChildren(...data.pictures.map((record) => this.item(record)));
  }

  item(record) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    const image = document.createElement("img");
    const words = document.createElement("span");
    button.type = "button";
    Object.assign(image, { src: record.thumb, alt: record.caption ? record.alt : "", width: record.width, height: record.height, loading: "lazy" });
    words.textContent = record.caption || record.alt || record.id;
    button.append(image, words);
    button.addEventListener("click", () => this.take(record));
    item.append(button);
    return item;
  }

  /** Says once of a picture without words what is missing; the second press sends it all the same. */
  asksForWords() {
    const { elements } = this.upload;
    const named = { alt: "替代文字（看不见图的读者靠它）", caption: "图说", credit: "作者" };
    const missing = Object.keys(named).filter((field) => !elements[field].value.trim());
    const { name, size } = elements.file.files[0];
    const asked = `${name}/${size}`;
    if (!missing.length || this.asked === asked) return false;
    this.asked = asked;
    this.state.textContent = `还没有写${missing.map((field) => named[field]).join("、")}。补上更好；再按一次“上传”就这样传。`;
    elements[missing[0]].focus();
    return true;
  }

  async send() {
    const { elements } = this.upload;
    if (!elements.file.files.length) { this.state.textContent = "请先选一个图片文件。"; elements.file.focus(); return; }
    if (this.asksForWords()) return;
    const button = this.upload.querySelector("[type=submit]");
    button.disabled = true;
    this.state.textContent = "正在上传……";
    const body = new FormData(this.upload);
    let answer = null;
    try {
      const response = await fetch(this.upload.action, {
        method: "POST", body, headers: { "X-CSRFToken": document.querySelector("#article-form [name=csrfmiddlewaretoken]").value },
      });
      answer = await response.json();
    } catch { answer = { error: "没有传上去，请稍后再试。" }; }
    button.disabled = false;
    if (answer.error) { this.state.textContent = answer.error; return; }
    this.upload.reset();
    this.asked = "";
    this.take(answer.picture);
  }

  take(record) {
    known.set(record.id, Promise.resolve(record));
    dialog.close();
    this.choose(record);
  }
}
