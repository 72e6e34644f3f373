// Text that stayed in this browser when the server, the sign-in or the window was gone: shown beside what there is.

import { madeAt } from "./copies.js";
import { pairs, serialised } from "./keeping.js";

/** Offers the newest copy that differs from the form; copies that say nothing else are forgotten. */
export async function offerCopies(keeping, box) {
  for (const copy of await keeping.store.left()) {
    const { status, data } = await keeping.post(keeping.form.dataset.compare, { kept: pairs(copy.form), now: pairs(serialised(keeping.form)) });
    if (status !== 200) return;
    if (data.hunks.length) { show(keeping, box, copy, data.hunks); return; }
    keeping.store.forget(copy.key);
  }
}

function show(keeping, box, copy, hunks) {
  const card = element("div", "card cf__sum");
  const heading = element("h2", "", `${madeAt(copy)} 写的文字留在这台电脑里，没有来得及保存。`);
  const acts = element("span", "end");
  acts.append(
    button("放回稿件", "btn btn--s btn--go", () => takeBack(keeping, copy, card)),
    button("不要了", "btn btn--s", () => { keeping.store.forget(copy.key); box.hidden = true; }),
  );
  card.append(heading, element("span", "say", `${hunks.length} 处与现在的稿件不同。`), acts);
  box.replaceChildren(card, ...hunks.map(hunkShown));
  box.hidden = false;
}

/** The server brings the copy together with what it has; what clashes it keeps and shows. */
async function takeBack(keeping, copy, card) {
  const { version, tab, article } = copy;
  const body = { form: pairs(copy.form), base: pairs(copy.base), version, tab, article };
  const { status, data } = await keeping.post(keeping.form.dataset.autosave, body);
  if (status !== 200) {
    card.querySelector(".say").textContent = data.error ?? "现在存不上，文字仍留在这台电脑里，请稍后再试。";
    return;
  }
  keeping.store.forget(copy.key);
  keeping.isLeaving = true;
  location.href = keeping.form.dataset.change.replace("/0/", `/${data.article}/`);
}

function hunkShown({ name, pieces }) {
  const card = element("div", "card hunk");
  card.setAttribute("role", "group");
  card.setAttribute("aria-label", name);
  const head = element("header");
  head.append(element("b", "", name));
  const two = element("div", "two");
  two.append(side("留在这台电脑里的", "second", "v-me", pieces), side("稿件现在", "first", "v-th", pieces));
  card.append(head, two);
  return card;
}

function side(label, left, mark, pieces) {
  const made = element("div", "side");
  made.append(element("p", "lbl", label));
  const shown = pieces.filter((piece) => piece.kind !== left);
  if (!shown.length) made.append(element("span", "hint", "没有这一处"));
  for (const { kind, text } of shown) made.append(kind === "same" ? text : element("mark", mark, text));
  return made;
}

function button(text, className, act) {
  const made = element("button", className, text);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

function element(name, className = "", text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}
