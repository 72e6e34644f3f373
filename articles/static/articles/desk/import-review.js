// The review screen by keyboard and mouse. The server renders every state; here are only selection,
// questions and keys. Each change is one step, sent by the queue.

import { choose, openColumn, openFields, openPage, wireDialogs } from "./import-dialogs.js";
import { lay } from "./import-morph.js";
import { Queue } from "./import-queue.js";
import { Selection } from "./import-selection.js";

const review = document.getElementById("import-review");
const panes = Object.fromEntries([...document.querySelectorAll("[data-pane]")].map((pane) => [pane.dataset.pane, pane]));
const trouble = document.querySelector("[data-trouble]");
const lines = document.getElementById("lines");
document.documentElement.classList.add("js");

const selection = new Selection(lines, panes.articles);
const answered = new Set();
let skipped = [];

const say = (sentence) => { document.querySelector("[data-say]").textContent = sentence; };
const cards = () => [...panes.articles.querySelectorAll("[data-card]")];

// --- steps --------------------------------------------------------------------------------------

const queue = new Queue({
  url: review.dataset.operations,
  csrf: review.dataset.csrf,
  name: review.dataset.import,
  version: Number(review.dataset.version),
  on: {
    fresh(html) {
      const inAsk = panes.asks.contains(document.activeElement) || document.activeElement === document.body;
      for (const [name, pane] of Object.entries(panes)) lay(pane, html[name]);
      answered.clear();
      paint({ follow: inAsk });
      if (inAsk) focusAsk();
    },
    saving() { mark("正在保存…"); },
    saved(label) { if (!queue.length) { hideTrouble(); say(`已保存：${label}`); } },
    refused(message) {
      answered.clear();
      if (message) showTrouble(message, [["知道了", hideTrouble]]);
      mark("这一步没有执行");
      paint();
    },
    trouble: onTrouble,
  },
});

function send(operation, label) {
  if (queue.stopped) {
    trouble.scrollIntoView({ block: "nearest" });
    say("请先处理上面的提示。");
    return;
  }
  queue.push(operation, label);
}

// A form's fields together; the form stays open for what is refused.
function sendFields(article, fields, label) {
  if (queue.stopped) return { message: "请先关上这个窗口，处理上面的提示。" };
  return queue.ask({ op: "set_fields", article, fields }, label);
}

function mark(sentence) {
  const saved = document.querySelector("[data-saved]");
  if (saved) saved.textContent = sentence;
}

function onTrouble(kind, message, waiting) {
  mark(kind === "offline" ? "未保存，已存在本机" : "未保存");
  const kept = waiting.map((step) => step.label).join("；");
  const unsent = waiting.length ? `还有 ${waiting.length} 步没有保存：${kept}。` : "";
  const redo = ["在最新状态上重做", () => { hideTrouble(); queue.again(); }];
  const drop = ["不要这几步了", () => { queue.drop(); hideTrouble(); }];
  const actions = {
    conflict: [redo, drop],
    offline: [["现在重试", () => queue.retry()]],
    login: [["去登录", () => open(review.dataset.login, "_blank")], ["已登录，重试", () => location.reload()]],
    closed: [["刷新", () => location.reload()]],
  };
  showTrouble(message + unsent, actions[kind]);
}

function showTrouble(sentence, actions) {
  const words = document.createElement("p");
  words.textContent = sentence;
  const buttons = actions.map(([name, act]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn--s";
    button.textContent = name;
    button.addEventListener("click", act);
    return button;
  });
  trouble.replaceChildren(words, ...buttons);
  trouble.hidden = false;
}

function hideTrouble() { trouble.hidden = true; }

const steps = {
  articleOf: (piece) => document.getElementById(`ln-${piece}`)?.dataset.article || null,
  some: () => (selection.pieces.length ? selection.pieces : (say("先选一行。"), null)),
  undo: () => send({ op: "undo" }, "撤销"),
  redo: () => send({ op: "redo" }, "重做"),
  role() {
    const pieces = steps.some();
    if (!pieces) return;
    choose("role", selection.words, (button) => {
      send({ op: "set_role", pieces, role: button.dataset.role }, `改为${button.textContent.slice(1)}`);
    });
  },
  move() {
    const pieces = steps.some();
    if (!pieces) return;
    const options = cards().map((card) => [card.dataset.number, `第 ${card.dataset.number} 篇 · ${card.dataset.label}`, card.dataset.card]);
    options.push(["N", "新的一篇", "new"], ["0", "不归任何一篇", ""]);
    choose("move", selection.words, (button) => {
      const to = button.dataset.to;
      if (to === "new") send({ op: "new_article", pieces }, "移到新的一篇");
      else send({ op: "move", pieces, article: to || null }, to ? "移到别篇" : "移出文章");
    }, options);
  },
  split() {
    const pieces = steps.some();
    if (!pieces) return;
    const [piece] = pieces;
    choose("split", selection.words, (button, at) => {
      const how = button.dataset.split;
      if (how === "unit") send({ op: "split_unit", piece }, "另起一段");
      else if (how === "article") send({ op: "split_article", piece }, "另起一篇");
      else send({ op: "split_piece", piece, at }, "在行内断开");
    });
  },
  join() {
    const pieces = steps.some();
    if (!pieces) return;
    const article = steps.articleOf(pieces[0]);
    const keys = cards().map((card) => card.dataset.card);
    const into = keys[keys.indexOf(article) - 1];
    choose("join", selection.words, (button) => {
      if (button.dataset.join === "unit") send({ op: "join_unit", piece: pieces[0] }, "与上一段合并");
      else if (article && into) send({ op: "join_articles", article, into }, "并入上一篇");
      else say("上面没有别的文章。");
    });
  },
  page: () => openPage((fields) => sendFields(null, fields, "版面信息")),
  fields(article) {
    const key = article ?? steps.articleOf(selection.pieces[0]) ?? currentAsk()?.dataset.article;
    const card = document.getElementById(`art-${key}`) ?? cards()[0];
    if (!card) return;
    openFields(card, (fields) => sendFields(card.dataset.card, fields, "标题和署名"));
  },
  column: (article) => openColumn((value) => send({ op: "set_typed", article, field: "column", value }, "栏目")),
  up: (article) => send({ op: "reorder_article", article, direction: "up" }, "上移"),
  down: (article) => send({ op: "reorder_article", article, direction: "down" }, "下移"),
  skip(article, button) {
    const value = button.getAttribute("aria-pressed") !== "true";
    send({ op: "set_typed", article, field: "skip", value }, value ? "不生成这一篇" : "仍然生成");
  },
  reorder(direction) {
    const pieces = steps.some();
    if (pieces) send({ op: "reorder", pieces, direction }, direction === "up" ? "前移" : "后移");
  },
  keys: () => choose("keys"),
  missing() {
    const title = panes.articles.querySelector(".in--miss");
    if (title) title.focus();
    else say("标题都有了。");
  },
  create() { document.getElementById("create").requestSubmit(); },
};

// --- questions ----------------------------------------------------------------------------------

const asks = () => [...panes.asks.querySelectorAll("[data-ask-id]")];

function currentAsk() {
  const open = asks().filter((ask) => !answered.has(ask.dataset.askId));
  return open.find((ask) => !skipped.includes(ask.dataset.askId)) ?? open[0] ?? null;
}

function paint({ follow = true } = {}) {
  const current = currentAsk();
  for (const ask of asks()) ask.hidden = ask !== current;
  for (const link of panes.asks.querySelectorAll("[data-goto]")) {
    link.parentElement.hidden = link.dataset.goto === current?.dataset.askId || answered.has(link.dataset.goto);
  }
  if (current && follow) selection.show(current.dataset.pieces.split(" ").filter(Boolean), current.dataset.article);
  else selection.paint();
}

function focusAsk() {
  const current = currentAsk();
  const input = current?.querySelector(".ask__fill input");
  // After the last answer: where it says so, or a reader of the screen would hear nothing.
  (input ?? current ?? panes.asks.querySelector(".ask__done"))?.focus({ preventScroll: true });
}

function answer(key) {
  const current = currentAsk();
  const button = key ? current?.querySelector(`[data-key="${key}"]`) : current?.querySelector(".opt.is-best");
  if (!button) return false;
  answered.add(current.dataset.askId);
  const taken = button.querySelector("kbd + span").firstChild.textContent;
  send(JSON.parse(button.dataset.operation), current.querySelector("h3").textContent + taken);
  paint();
  focusAsk();
  return true;
}

function skip(step) {
  const current = currentAsk();
  if (!current) return;
  if (step > 0) {
    skipped = [...skipped.filter((id) => id !== current.dataset.askId), current.dataset.askId];
    if (asks().every((ask) => skipped.includes(ask.dataset.askId))) skipped = [];
  } else {
    skipped.pop();
  }
  paint();
  focusAsk();
}

panes.asks.addEventListener("click", (event) => {
  const link = event.target.closest("[data-goto]");
  const option = event.target.closest("[data-operation]");
  if (link) {
    event.preventDefault();
    const order = asks().map((ask) => ask.dataset.askId);
    skipped = order.filter((id) => id !== link.dataset.goto);
    paint();
    focusAsk();
  } else if (option) {
    answer(option.dataset.key);
  }
});

const FILLED = { title: "标题", date: "见报日期", number: "版次" };

panes.asks.addEventListener("submit", (event) => {
  event.preventDefault();
  const { fill: field, article } = event.target.dataset;
  const value = event.target.elements.value.value.trim();
  if (!value) return;
  answered.add(event.target.closest("[data-ask-id]").dataset.askId);
  send({ op: "set_typed", article: article || null, field, value }, FILLED[field]);
  paint();
  focusAsk();
});

// --- fields and buttons -------------------------------------------------------------------------

document.addEventListener("change", (event) => {
  const { set: field, article } = event.target.dataset;
  if (!field) return;
  if (field === "column" && event.target.value === "+") {
    event.target.value = [...event.target.options].find((option) => option.defaultSelected)?.value ?? "";
    steps.column(article);
    return;
  }
  const value = event.target.value.replace(/\s+/g, " ").trim();
  send({ op: "set_typed", article, field, value }, field === "title" ? "标题" : "栏目");
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (!button || button.dataset.do === "create") return;
  steps[button.dataset.do](button.dataset.article, button);
});

document.getElementById("create").addEventListener("submit", async (event) => {
  event.preventDefault();
  document.activeElement?.blur();
  const form = event.target;
  const isReady = () => document.querySelector('[data-do="create"]').getAttribute("aria-disabled") !== "true";
  await queue.flushed();
  if (queue.stopped) return;
  if (!isReady()) {
    const need = document.getElementById("need").textContent.trim();
    say(need);
    skipped = [];
    paint();
    focusAsk();
    return;
  }
  form.elements.version.value = queue.version;
  form.submit();
});

// --- keys ---------------------------------------------------------------------------------------

const PLAIN = {
  r: steps.role, m: steps.move, s: steps.split, j: steps.join, e: () => steps.fields(), u: steps.undo,
  t: steps.missing, "?": steps.keys, "？": steps.keys,
};

function onKey(event) {
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
  if (document.querySelector("dialog[open]")) return;
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    event.preventDefault();
    steps.create();
  } else if (event.target.matches("input, textarea, select")) {
    inField(event);
  } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
    event.preventDefault();
    (event.shiftKey ? steps.redo : steps.undo)();
  } else if (!event.ctrlKey && !event.metaKey) {
    onPlainKey(event);
  }
}

function inField(event) {
  if (event.target.matches("textarea") && event.key === "Enter") {
    event.preventDefault();
    event.target.blur();
    focusAsk();
  } else if (event.key === "Escape") {
    if (event.target.matches("textarea")) event.target.value = event.target.defaultValue;
    event.target.blur();
    panes.asks.querySelector("[data-ask-id]:not([hidden])")?.focus({ preventScroll: true });
  } else if (event.key === "ArrowDown" && event.target.closest(".ask__fill")) {
    event.preventDefault();
    skip(1);
  }
}

function onPlainKey(event) {
  const inLines = lines.contains(event.target);
  const native = event.target.closest("a, button, summary") && ["Enter", " "].includes(event.key);
  if (native) return;
  const key = event.key.toLowerCase();
  let done = true;
  if (event.altKey && event.key.startsWith("Arrow")) steps.reorder(event.key === "ArrowUp" ? "up" : "down");
  else if (event.altKey) done = false;
  else if (key === "u" && event.shiftKey) steps.redo();
  else if (PLAIN[key]) PLAIN[key]();
  else if (event.key === "ArrowLeft") lines.focus();
  else if (event.key === "ArrowRight") { paint(); focusAsk(); }
  else if (inLines) done = selection.onKey(event);
  else if (event.target.closest(".mid")) done = false; // the articles scroll by the arrow keys
  else if (/^\d$/.test(key)) done = answer(key);
  else if (event.key === "Enter") done = answer("");
  else if (event.key === "ArrowDown") skip(1);
  else if (event.key === "ArrowUp") skip(-1);
  else done = false;
  if (done) event.preventDefault();
}

document.addEventListener("keydown", onKey);
wireDialogs();
paint();
focusAsk();
queue.resume();
