// Copies the citation, the whole text with its source, or the text laid out for a WeChat editor. Adds its own buttons;
// without it the links beside them lead to the same as files.
(() => {
  "use strict";
  const inScript = (simplified, traditional) => (document.documentElement.lang === "zh-Hant" ? traditional : simplified);
  const says = document.createElement("p");
  says.className = "vh";
  says.setAttribute("role", "status");
  document.body.append(says);

  const known = new Map();
  const fetched = (address) => {
    if (!known.has(address)) known.set(address, fetch(address).then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status))));
    known.get(address).catch(() => known.delete(address));
    return known.get(address);
  };
  const WAYS = {
    words: async (element) => ({ "text/plain": element.textContent.trim() }),
    file: async (element) => ({ "text/plain": await fetched(element.href) }),
    page: async (element) => ({
      "text/html": (await fetched(element.href)).match(/<body>([^]*)<\/body>/)[1].trim(),
      "text/plain": await fetched(element.dataset.copyPlain),
    }),
  };
  // By the event, not by navigator.clipboard: that one parses HTML under this page's policy, which takes its styles away.
  const put = (types) => {
    const give = (event) => {
      for (const [type, words] of Object.entries(types)) event.clipboardData.setData(type, words);
      event.preventDefault();
    };
    document.addEventListener("copy", give, { once: true });
    if (!document.execCommand("copy")) throw new Error("refused");
  };

  for (const element of document.querySelectorAll("[data-copy]")) {
    const label = element.dataset.copyLabel;
    const gather = () => WAYS[element.dataset.copy](element);
    const made = document.createElement("button");
    made.type = "button";
    made.className = "copy no-print";
    made.textContent = label;
    const tell = (words) => {
      says.textContent = made.textContent = words;
      setTimeout(() => (made.textContent = label), 2500);
    };
    // Fetched before the click: browsers let a page copy only within a moment of one.
    for (const early of ["pointerenter", "focus"]) made.addEventListener(early, () => gather().catch(() => {}));
    made.addEventListener("click", () => {
      gather().then(put).then(() => tell(inScript("已复制", "已複製")), () => tell(inScript("没有复制成，请再试", "沒有複製成，請再試")));
    });
    element.after(made);
  }
})();
