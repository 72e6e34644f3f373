// Where words are chosen, shown and replaced: in a plain control here, in the text editor by the editor itself.

import { replace } from "./body.js";

/** What stands for a control at the moment: `text`, `selectedWords`, `focus`, `show` and `replace` in its own counting. */
export const surfaceOf = (control) => control.surface ?? new Plain(control);

class Plain {
  constructor(control) { this.control = control; }

  get text() { return this.control.value; }

  selectedWords() {
    const { value, selectionStart: start, selectionEnd: end } = this.control;
    return value.slice(start, end);
  }

  focus() { this.control.focus(); }

  show(start, end) {
    const { control } = this;
    control.focus({ preventScroll: true });
    control.setSelectionRange(start, end);
    const top = control.getBoundingClientRect().top + heightBefore(control, start);
    if (top < 160 || top > innerHeight - 80) scrollBy({ top: top - innerHeight * 0.4 });
    return true;
  }

  replace(start, end, words) {
    this.show(start, end);
    replace(this.control, start, end, words);
    return true;
  }
}

/** How far down in a growing text area the character stands, measured on a copy of it. */
function heightBefore(control, at) {
  if (control.tagName !== "TEXTAREA") return 0;
  const copy = document.createElement("div");
  const style = getComputedStyle(control);
  for (const name of ["font", "lineHeight", "letterSpacing", "padding", "lineBreak", "wordBreak", "textSpacingTrim"]) {
    copy.style[name] = style[name];
  }
  Object.assign(copy.style, {
    position: "absolute", visibility: "hidden", insetBlockStart: "0", whiteSpace: "pre-wrap", overflowWrap: "break-word",
    boxSizing: "border-box", width: `${control.clientWidth}px`,
  });
  const mark = document.createElement("span");
  mark.textContent = "|";
  copy.append(control.value.slice(0, at), mark);
  document.body.append(copy);
  const height = mark.offsetTop;
  copy.remove();
  return height;
}
