// Ctrl+K: one box over everything. Each pause asks the server; what was asked before is given up.

const dialog = document.getElementById("palette");
const find = document.getElementById("find");
const PAUSE = 120;

if (dialog) {
  const input = dialog.querySelector("input");
  const list = dialog.querySelector("[role=listbox]");
  const status = dialog.querySelector("[role=status]");
  let timer, asked, shown = null, at = -1, isComposing = false;

  const options = () => [...list.querySelectorAll("[role=option]")];

  function open(words = "") {
    if (dialog.open) return;
    input.value = words;
    dialog.showModal();
    input.select();
    if (words) input.setSelectionRange(words.length, words.length);
    ask();
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  }

  async function ask() {
    clearTimeout(timer);
    asked?.abort();
    const mine = asked = new AbortController();
    const q = input.value.trim();
    try {
      const url = `${dialog.dataset.url}?${new URLSearchParams({ q })}`;
      const response = await fetch(url, { signal: mine.signal, headers: { Accept: "application/json" } });
      const answer = await response.json();
      shown = q;
      draw(answer.groups, q);
    } catch (error) {
      if (error.name !== "AbortError") status.textContent = "连不上服务器，或登录已过期。";
    }
  }

  function draw(groups, q) {
    list.replaceChildren(...groups.map((group, n) => {
      const box = make("div", { role: "group", "aria-labelledby": `pg${n}` });
      box.append(make("p", { id: `pg${n}`, class: "palette__g" }, group.label));
      group.hits.forEach((hit, m) => box.append(option(hit, `po${n}-${m}`, q)));
      return box;
    }));
    const number = options().length;
    if (!number) list.append(make("p", { class: "hint palette__none" }, "没有叫这个名字的东西。"));
    status.textContent = number ? `${number} 项` : "没有结果";
    choose(number ? 0 : -1);
    list.scrollTop = 0;
  }

  function option(hit, id, q) {
    const line = make("a", { role: "option", id, href: hit.url, tabindex: "-1", "aria-selected": "false" });
    line.append(icon(hit.icon, "i"));
    const label = make("span", { class: "ti" });
    const place = q ? hit.label.toLowerCase().indexOf(q.toLowerCase()) : -1;
    if (place < 0) label.textContent = hit.label;
    else label.append(hit.label.slice(0, place), make("b", {}, hit.label.slice(place, place + q.length)), hit.label.slice(place + q.length));
    line.append(label, make("span", { class: "at" }, hit.about));
    if (hit.stage) {
      const chip = make("span", { class: `stage stage--${hit.shape}` });
      chip.append(icon(`s-${hit.shape}`), hit.stage);
      line.append(chip);
    }
    return line;
  }

  function make(name, attributes, words = "") {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(words);
    return element;
  }

  function icon(name, className = "") {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    if (className) svg.setAttribute("class", className);
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `#${name}`);
    svg.append(use);
    return svg;
  }

  function choose(next) {
    const all = options();
    at = all.length ? (next + all.length) % all.length : -1;
    all.forEach((each, n) => each.setAttribute("aria-selected", String(n === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", all[at].id);
      all[at].scrollIntoView({ block: "nearest" });
    }
  }

  input.addEventListener("input", (event) => { if (!event.isComposing && !isComposing) later(); });
  input.addEventListener("compositionstart", () => { isComposing = true; });
  input.addEventListener("compositionend", () => { isComposing = false; later(); });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return; // an input method has the key
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); choose(at + step); }
  });
  dialog.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isComposing) return; // Enter takes what the input method proposes
    if (shown !== input.value.trim()) await ask();
    const chosen = options()[at];
    if (chosen) location.assign(chosen.href);
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  list.addEventListener("pointermove", (event) => {
    const line = event.target.closest("[role=option]");
    if (line && line.getAttribute("aria-selected") !== "true") choose(options().indexOf(line));
  });

  find?.addEventListener("mousedown", (event) => { event.preventDefault(); open(find.value); });
  find?.addEventListener("input", (event) => {
    if (event.isComposing || !find.value) return;
    const words = find.value;
    find.value = "";
    open(words);
  });
  document.querySelector("[data-palette]")?.addEventListener("click", (event) => { event.preventDefault(); open(); });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    if (event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    if (dialog.open) dialog.close(); else open();
  });
}
