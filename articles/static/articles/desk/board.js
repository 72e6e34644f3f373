// Boards: an article is moved by its grip: dragged with mouse or finger, with Alt and the arrow keys (on its title
// too), or from the grip's menu. Each move is one POST that says what was seen; the answer brings the boards as they stand now.

const bar = document.querySelector("[data-moved]");
const said = bar?.querySelector("[data-said]");
const undo = bar?.querySelector("[data-undo]");
const SLACK = 5; // pixels before a press becomes a drag
const EDGE = 72; // how near to the window's edge a drag scrolls

const sectionOf = (element) => element.closest("[data-board]");
const laneOf = (element) => element.closest("[data-lane]");
const itemsOf = (lane) => [...lane.querySelectorAll("li[data-article]")];
const formOf = (section) => section.querySelector("form[data-moves]");

function tell(words, back = "", isError = false) {
  bar.hidden = false;
  bar.classList.toggle("is-error", isError);
  said.textContent = words;
  undo.hidden = !back;
  undo.value = back;
}

let spot = ".grip"; // where in its row the focus stands after a move

/* One move at a time: what is asked for meanwhile waits for the fresh boards. */
let last = Promise.resolve();
const send = (make) => { last = last.then(() => post(make())); return last; };

async function post(move) {
  if (!move) return;
  const data = new FormData();
  const sections = [...document.querySelectorAll("[data-board]")];
  for (const section of sections) {
    for (const [name, value] of new FormData(formOf(section))) {
      if (name !== "next" && (name !== "csrfmiddlewaretoken" || !data.has(name))) data.append(name, value);
    }
  }
  data.set("move", move);
  const moved = move.split(":")[0];
  let answer;
  try {
    const response = await fetch(formOf(sections[0]).action, { method: "POST", body: data, headers: { Accept: "application/json" } });
    if (!response.headers.get("Content-Type")?.includes("json")) throw new Error(String(response.status));
    answer = await response.json();
  } catch {
    tell("连不上服务器，或登录已过期：没有移动。请刷新页面再试。", "", true);
    return;
  }
  for (const [key, html] of Object.entries(answer.boards)) replace(key, html);
  if (answer.error) tell(answer.error, "", true);
  else tell(answer.said, answer.undo);
  const grip = document.getElementById(`grip-${moved}`);
  (grip?.closest("li").querySelector(spot) ?? grip)?.focus({ preventScroll: true });
  grip?.scrollIntoView({ block: "nearest" });
  grip?.closest("li").classList.add("is-moved");
}

function replace(key, html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  document.querySelector(`[data-board="${key}"]`)?.replaceWith(holder.content.firstElementChild ?? "");
}

/* From the menu of the grip, and back by 撤销. */
document.addEventListener("submit", (event) => {
  const move = event.submitter?.name === "move" && event.submitter.value;
  if (!move) return;
  event.preventDefault();
  event.submitter.closest("[popover]")?.hidePopover();
  spot = ".grip";
  send(() => move);
});
undo?.addEventListener("click", (event) => {
  event.preventDefault();
  const move = undo.value;
  undo.hidden = true;
  if (move) send(() => move);
});

/* By keyboard. */
const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  const held = event.target.closest?.(".grip, .ti");
  const grip = held?.closest("li[data-article]")?.querySelector(".grip");
  if (!grip || !step || !event.altKey || event.isComposing) return;
  event.preventDefault();
  spot = held === grip ? ".grip" : ".ti";
  const { id } = grip;
  send(() => target(document.getElementById(id), step));
});

/** Where the article of this grip goes to, or nothing at the end of the way. */
function target(grip, [aside, along]) {
  if (!grip) return "";
  const item = grip.closest("li");
  const lanes = [...sectionOf(grip).querySelectorAll("[data-lane]")];
  const lane = lanes[lanes.indexOf(laneOf(grip)) + aside];
  const at = itemsOf(laneOf(grip)).indexOf(item) + along;
  if (!lane || at < 0 || (!aside && at >= itemsOf(lane).length)) {
    const words = aside ? "旁边没有版了。" : along < 0 ? "已经是这一版的第一篇。" : "已经是这一版的最后一篇。";
    tell(words, undo.hidden ? "" : undo.value);
    return "";
  }
  return `${item.dataset.article}:${lane.dataset.lane}:${at}`;
}

/* By pointer: mouse, pen or finger. */
let drag = null;

document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest?.(".grip");
  if (!grip || event.button !== 0 || !grip.closest("li[data-article]")) return;
  drag = { grip, item: grip.closest("li"), x: event.clientX, y: event.clientY, id: event.pointerId, isOn: false };
  if (event.pointerType !== "mouse") grip.setPointerCapture(event.pointerId);
});

document.addEventListener("pointermove", (event) => {
  if (!drag || event.pointerId !== drag.id) return;
  if (!drag.isOn && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < SLACK) return;
  event.preventDefault();
  if (!drag.isOn) begin();
  drag.ghost.style.transform = `translate(${event.clientX + 12}px, ${event.clientY + 8}px)`;
  place(event.clientX, event.clientY);
  const beyond = event.clientY < EDGE + 44 ? -12 : event.clientY > innerHeight - EDGE ? 12 : 0;
  if (beyond) scrollBy(0, beyond);
});

function begin() {
  drag.isOn = true;
  drag.item.classList.add("is-drag");
  document.documentElement.classList.add("is-dragging");
  drag.mark = document.createElement("li");
  drag.mark.className = "lane__mark";
  drag.mark.setAttribute("aria-hidden", "true");
  drag.ghost = document.createElement("div");
  drag.ghost.className = "lane__ghost";
  drag.ghost.setAttribute("aria-hidden", "true");
  drag.ghost.textContent = drag.item.querySelector(".ti").textContent.trim();
  document.body.append(drag.ghost);
}

/** A line where the article would come to stand. */
function place(x, y) {
  const lane = document.elementFromPoint(x, y)?.closest("[data-lane]");
  if (!lane) { drag.mark.remove(); return; }
  const after = itemsOf(lane).find((item) => {
    const box = item.getBoundingClientRect();
    return y < box.top + box.height / 2;
  });
  if (after) after.before(drag.mark); else lane.querySelector("ol").append(drag.mark);
}

function drop(isMeant) {
  const { item, mark, ghost, isOn, grip } = drag;
  drag = null;
  if (!isOn) return;
  item.classList.remove("is-drag");
  document.documentElement.classList.remove("is-dragging");
  const lane = isMeant && mark.isConnected ? laneOf(mark) : null;
  const rows = lane ? [...lane.querySelectorAll("li[data-article], .lane__mark")].filter((row) => row !== item) : [];
  const at = rows.indexOf(mark);
  const was = lane === laneOf(item) ? itemsOf(lane).indexOf(item) : -1;
  mark.remove();
  ghost.remove();
  grip.addEventListener("click", stop, { capture: true, once: true });
  setTimeout(() => grip.removeEventListener("click", stop, { capture: true }));
  if (lane && at !== was) {
    const move = `${item.dataset.article}:${lane.dataset.lane}:${at}`;
    send(() => move);
  }
}

const stop = (event) => { event.preventDefault(); event.stopPropagation(); };

document.addEventListener("pointerup", (event) => { if (drag?.id === event.pointerId) drop(true); });
document.addEventListener("pointercancel", (event) => { if (drag?.id === event.pointerId) drop(false); });
document.addEventListener("keydown", (event) => { if (event.key === "Escape" && drag?.isOn) drop(false); });
