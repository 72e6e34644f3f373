// Suggestions under every search box: columns, tags, authors (by characters, pinyin, initials) and titles.
// A combobox with a listbox; without this script the form works as it is. Asked is beside the form's own address:
// in Traditional characters that leads to pages of the same kind.
(() => {
  "use strict";
  const WAIT = 150; // ms after the last key
  const FEWEST = 1;
  let number = 0;

  const attach = (input) => {
    const form = input.form;
    const list = document.createElement("ul");
    list.id = `suggestions-${(number += 1)}`;
    list.className = "suggestions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", document.documentElement.lang === "zh-Hant" ? "檢索建議" : "检索建议");
    list.hidden = true;
    form.append(list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");
    input.autocomplete = "off";

    let timer = 0;
    let asked = null;
    let current = -1;

    const close = () => {
      list.hidden = true;
      current = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };

    const mark = (index) => {
      const options = [...list.children];
      current = (index + options.length + 1) % (options.length + 1);
      options.forEach((option, at) => option.setAttribute("aria-selected", String(at === current)));
      const chosen = options[current];
      if (!chosen) {
        current = -1;
        input.removeAttribute("aria-activedescendant");
        return;
      }
      input.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    };

    const show = (found) => {
      list.replaceChildren(
        ...found.map((each, at) => {
          const option = document.createElement("li");
          option.id = `${list.id}-${at}`;
          option.setAttribute("role", "option");
          option.setAttribute("aria-selected", "false");
          option.dataset.url = each.url;
          const kind = document.createElement("span");
          kind.className = "meta";
          kind.textContent = each.kind;
          const text = document.createElement("span");
          text.textContent = each.text;
          option.append(kind, text);
          return option;
        }),
      );
      current = -1;
      list.hidden = found.length === 0;
      input.setAttribute("aria-expanded", String(!list.hidden));
    };

    const ask = async () => {
      const typed = input.value.trim();
      if (asked) asked.abort();
      if (typed.length < FEWEST) return close();
      asked = new AbortController();
      try {
        const url = new URL("suggest/", form.action);
        url.searchParams.set("q", typed);
        const answer = await fetch(url, { signal: asked.signal });
        if (!answer.ok) return close();
        const { suggestions } = await answer.json();
        if (document.activeElement === input && input.value.trim() === typed) show(suggestions);
      } catch (error) {
        if (error.name !== "AbortError") close();
      }
    };

    input.addEventListener("input", (event) => {
      clearTimeout(timer);
      if (!event.isComposing) timer = setTimeout(ask, WAIT);
    });
    input.addEventListener("compositionend", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (list.hidden) return;
        event.preventDefault();
        if (event.key === "ArrowDown") mark(current + 1);
        else mark(current === -1 ? list.children.length - 1 : current - 1);
      } else if (event.key === "Enter" && current >= 0) {
        event.preventDefault();
        location.assign(list.children[current].dataset.url);
      }
    });
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) location.assign(option.dataset.url);
    });
    input.addEventListener("blur", close);
  };

  document.querySelectorAll('form[role="search"] input[name="q"]').forEach(attach);
})();
