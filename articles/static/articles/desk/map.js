// Draws the regions of a page's articles on its picture. The fields beside it hold them and work without this script:
// a drag over the picture is a rectangle, single clicks are the corners of a polygon, which ends at its first corner.
const SVG = "http://www.w3.org/2000/svg";
const NEAR = 0.015; // of the picture's width: a click this close to the first corner closes the polygon
const MOST = 20;

const form = document.querySelector("[data-map]");
if (form) {
  const svg = form.querySelector("[data-sheet] svg");
  const fields = [...form.querySelectorAll("[data-region]")];
  const { width, height } = svg.viewBox.baseVal;
  let current = 0;
  let corners = []; // of a polygon that is being made
  let from = null; // where a drag began

  const numbers = (field) => (field.value.match(/\d+(\.\d+)?/g) || []).map((each) => Number(each) / 100);
  const pairs = (field) => {
    const all = numbers(field);
    const found = [];
    for (let at = 0; at + 1 < all.length; at += 2) found.push([all[at], all[at + 1]]);
    if (found.length !== 2) return found.length > 2 ? found : [];
    const [[left, top], [right, bottom]] = found;
    return [[left, top], [right, top], [right, bottom], [left, bottom]];
  };
  const points = (found) => found.map(([x, y]) => `${x * width},${y * height}`).join(" ");
  const written = (found) => found.map(([x, y]) => `${+(x * 100).toFixed(1)} ${+(y * 100).toFixed(1)}`).join(", ");
  const made = (name, values) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(values)) element.setAttribute(key, value);
    return element;
  };

  const draw = (rough = []) => {
    svg.replaceChildren();
    fields.forEach((field, at) => {
      field.closest("li").classList.toggle("is-current", at === current);
      const found = pairs(field);
      if (!found.length) return;
      svg.append(made("polygon", { points: points(found), class: at === current ? "is-current" : "" }));
      const size = width / 28;
      // upper right, as readers see it: on the left it would cover where the headline begins
      const [right, top] = [Math.max(...found.map(([x]) => x)), Math.min(...found.map(([, y]) => y))];
      const text = made("text", { x: right * width - size / 3, y: top * height + size, "font-size": size, "text-anchor": "end" });
      text.textContent = field.closest("li").querySelector("label .num").textContent;
      svg.append(text);
    });
    if (rough.length) svg.append(made("polyline", { points: points(rough) }));
  };

  const choose = (at) => {
    current = at;
    corners = [];
    draw();
  };

  const put = (found) => {
    fields[current].value = written(found);
    corners = [];
    const next = fields.findIndex((field) => !field.value.trim());
    if (next >= 0) current = next;
    draw();
  };

  const at = (event) => {
    const box = svg.getBoundingClientRect();
    const share = (value) => Math.min(1, Math.max(0, value));
    return [share((event.clientX - box.left) / box.width), share((event.clientY - box.top) / box.height)];
  };
  const distance = ([x, y], [u, v]) => Math.hypot(x - u, ((y - v) * height) / width);
  const rectangle = ([x, y], [u, v]) => [
    [Math.min(x, u), Math.min(y, v)],
    [Math.max(x, u), Math.max(y, v)],
  ];
  const outline = ([[x, y], [u, v]]) => [[x, y], [u, y], [u, v], [x, v], [x, y]];

  if (fields.length) {
    form.classList.add("map--drawn");
    form.querySelector("[data-how]").textContent =
      "先点右边的稿件，再在图上拖出方框；不是方的，就一角一角地点，点回第一个角收口，Esc 重来。也可以直接填数：版面图宽、高的百分之几。";
    fields.forEach((field, number) => {
      field.addEventListener("focus", () => choose(number));
      field.addEventListener("input", () => draw());
    });
    svg.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      svg.setPointerCapture(event.pointerId);
      from = at(event);
    });
    svg.addEventListener("pointermove", (event) => {
      if (from && distance(from, at(event)) > NEAR) draw(outline(rectangle(from, at(event))));
      else if (corners.length) draw([...corners, at(event)]);
    });
    svg.addEventListener("pointerup", (event) => {
      if (!from) return;
      const here = at(event);
      const start = from;
      from = null;
      if (distance(start, here) > NEAR) put(rectangle(start, here));
      else if (corners.length > 2 && (distance(corners[0], here) <= NEAR || corners.length === MOST)) put(corners);
      else draw((corners = [...corners, here]));
    });
    svg.addEventListener("pointercancel", () => (from = null));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && corners.length) choose(current);
    });
    draw();
  }
}
