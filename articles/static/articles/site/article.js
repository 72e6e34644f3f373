// In an article: a link to the sentence that was selected, and reading aloud with the sentence marked.
// Both add their own buttons; without this script nothing is missing that reading needs.
(() => {
  "use strict";
  const text = document.querySelector("[data-readable]");
  if (!text) return;
  const inScript = (simplified, traditional) => (document.documentElement.lang === "zh-Hant" ? traditional : simplified);

  const button = (label, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  };

  // —— links to a sentence ——
  // #block:~:text=… : the block's id leads there in every browser, the text fragment marks the words where it is known.
  const EDGE = 12; // characters of a long selection's beginning and end
  const says = document.createElement("p");
  says.className = "vh";
  says.setAttribute("role", "status");
  const bar = document.createElement("div");
  bar.className = "pick no-print";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", inScript("选中的文字", "選中的文字"));
  bar.hidden = true;

  const encoded = (words) => encodeURIComponent(words).replace(/-/g, "%2D");

  const addressOf = (selection) => {
    const range = selection.getRangeAt(0);
    const start = range.startContainer;
    const block = (start.nodeType === Node.TEXT_NODE ? start.parentElement : start).closest("[id]");
    const words = selection.toString().replace(/\s+/g, " ").trim();
    const lines = selection.toString().trim().split(/\n+/);
    if (!block || !text.contains(block) || !words) return "";
    const base = document.querySelector('link[rel="canonical"]')?.href || location.href.split("#")[0];
    const isLong = words.length > EDGE * 3 || lines.length > 1;
    const part = isLong
      ? `${encoded(lines[0].slice(0, EDGE))},${encoded(lines.at(-1).trim().slice(-EDGE))}`
      : encoded(words);
    return `${base}#${block.id}:~:text=${part}`;
  };

  const chosen = () => {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || !text.contains(selection.anchorNode)) return null;
    return text.contains(selection.focusNode) ? selection : null;
  };

  const tell = (words) => {
    says.textContent = words;
    const before = copy.textContent;
    copy.textContent = words;
    setTimeout(() => (copy.textContent = before), 2000);
  };

  const copy = button(inScript("复制这句的链接", "複製這句的鏈接"), async () => {
    const selection = chosen();
    const address = selection && addressOf(selection);
    if (!address) return;
    try {
      await navigator.clipboard.writeText(address);
      tell(inScript("链接已复制", "鏈接已複製"));
    } catch {
      history.replaceState(null, "", address.slice(address.indexOf("#")));
      tell(inScript("链接已放进地址栏", "鏈接已放進地址欄"));
    }
  });
  bar.append(copy);
  if (navigator.share) {
    bar.append(
      button("分享", () => {
        const selection = chosen();
        const address = selection && addressOf(selection);
        if (address) navigator.share({ text: selection.toString(), url: address }).catch(() => {});
      }),
    );
  }
  document.body.append(bar, says);
  let timer = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      bar.hidden = !chosen();
    }, 200);
  });

  // —— reading aloud ——
  const place = document.querySelector("[data-read-aloud]");
  if (!place || !("speechSynthesis" in window) || !("SpeechSynthesisUtterance" in window)) return;
  const voiceBox = window.speechSynthesis;
  const sentence = /[^。！？!?…]+[。！？!?…]*[”’）》」』]*/g;
  const light = "Highlight" in window && CSS.highlights ? new Highlight() : null;
  if (light) CSS.highlights.set("read-aloud", light);
  let queue = [];
  let turn = 0; // a stopped run's last events must not start the next one

  const rangesOf = (block) => {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    const nodes = [];
    let whole = "";
    while (walker.nextNode()) {
      nodes.push([whole.length, walker.currentNode]);
      whole += walker.currentNode.data;
    }
    const point = (at) => {
      const [start, node] = nodes.findLast(([begin]) => begin <= at);
      return [node, Math.min(at - start, node.length)];
    };
    return [...whole.matchAll(sentence)]
      .filter((match) => match[0].trim())
      .map((match) => {
        const range = new Range();
        range.setStart(...point(match.index));
        range.setEnd(...point(match.index + match[0].length - 1));
        range.setEnd(range.endContainer, range.endOffset + 1);
        return { words: match[0], range, block };
      });
  };

  const unmark = () => {
    light?.clear();
    text.querySelectorAll(".is-read").forEach((each) => each.classList.remove("is-read"));
  };

  const stop = () => {
    turn += 1;
    queue = [];
    voiceBox.cancel();
    unmark();
    place.dataset.state = "";
    start.textContent = inScript("朗读", "朗讀");
    end.hidden = true;
  };

  const next = (mine) => {
    if (mine !== turn) return;
    unmark();
    const part = queue.shift();
    if (!part) return stop();
    const spoken = new SpeechSynthesisUtterance(part.words);
    spoken.lang = document.documentElement.lang === "zh-Hant" ? "zh-TW" : "zh-CN";
    spoken.onend = () => next(mine);
    spoken.onerror = () => mine === turn && stop();
    if (light) light.add(part.range);
    else part.block.classList.add("is-read");
    const seen = part.range.getBoundingClientRect();
    if (seen.top < 0 || seen.bottom > innerHeight) part.block.scrollIntoView({ block: "center" });
    voiceBox.speak(spoken);
  };

  const start = button(inScript("朗读", "朗讀"), () => {
    if (place.dataset.state === "reading") {
      voiceBox.pause();
      place.dataset.state = "paused";
      start.textContent = inScript("继续朗读", "繼續朗讀");
    } else if (place.dataset.state === "paused") {
      voiceBox.resume();
      place.dataset.state = "reading";
      start.textContent = inScript("暂停", "暫停");
    } else {
      const blocks = [...text.querySelectorAll("p, h2, li")].filter((each) => !each.closest(".pull, .table"));
      queue = blocks.flatMap(rangesOf);
      if (!queue.length) return;
      turn += 1;
      place.dataset.state = "reading";
      start.textContent = inScript("暂停", "暫停");
      end.hidden = false;
      next(turn);
    }
  });
  const end = button(inScript("停止朗读", "停止朗讀"), stop);
  end.hidden = true;
  place.append(start, end);
  place.hidden = false;
  addEventListener("pagehide", stop);
})();
