// Two people's words side by side: take mine, theirs, or both, place by place. The form has my words to begin with.

/** Wires the buttons of the conflict above the form; `form` holds what will be saved. */
export function wireConflict(box, form) {
  const choices = box.querySelectorAll("[data-hunk]");
  const left = box.querySelector("[data-left]");
  const settled = new Set();
  for (const hunk of choices) {
    const control = form.elements[hunk.dataset.control];
    if (!control) continue;
    const mine = words(hunk, "mine");
    const theirs = words(hunk, "theirs");
    let present = mine;
    const bar = hunk.querySelector("[data-choices]");
    bar.hidden = false;
    const options = [["用我的", mine], ["用对方的", theirs]];
    if (hunk.dataset.control === "body" && mine && theirs) options.push(["两段都留", `${theirs}\n\n${mine}`]);
    for (const [label, wanted] of options) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn--s";
      button.textContent = label;
      button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => {
        if (!put(control, present, wanted, hunk)) return;
        present = wanted;
        for (const other of bar.children) other.setAttribute("aria-pressed", String(other === button));
        settled.add(hunk);
        if (left) left.textContent = `${settled.size} / ${choices.length} 处已定`;
        form.dispatchEvent(new CustomEvent("mended"));
      });
      bar.append(button);
    }
  }
}

const words = (hunk, side) => hunk.querySelector(`[data-side="${side}"]`).dataset.words;

/** Replaces `present` in the control by `wanted`; what is new goes after the place before it. */
function put(control, present, wanted, hunk) {
  if (hunk.dataset.control !== "body") { control.value = wanted; return true; }
  const text = control.value;
  if (present && !text.includes(present)) {
    const note = hunk.querySelector("[data-choices]");
    note.title = "这一段你已经改过，请直接在正文里改。";
    control.focus();
    return false;
  }
  if (present) control.value = text.replace(present, () => wanted).replace(/\n{3,}/g, "\n\n").trim();
  else if (wanted) {
    const before = hunk.dataset.before;
    const at = before ? text.indexOf(before) : -1;
    const end = at < 0 ? 0 : at + before.length;
    control.value = `${text.slice(0, end)}\n\n${wanted}\n\n${text.slice(end)}`.replace(/\n{3,}/g, "\n\n").trim();
  }
  return true;
}
