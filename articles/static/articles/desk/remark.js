// 批注: a remark on the words that are chosen in the text, made without leaving it.

/** Returns what opens the dialog; null where nobody may remark. `save` resolves to true once the words are at the server. */
export function wireRemark(form, selected, save) {
  const dialog = document.querySelector("[data-remark-dialog]");
  if (!dialog) return null;
  const sheet = dialog.querySelector("form");
  const state = dialog.querySelector("[data-state]");
  const { quoted, text } = sheet.elements;

  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  sheet.addEventListener("submit", async (event) => {
    event.preventDefault();
    state.textContent = "正在保存……";
    if (!(await save())) { state.textContent = "文字还没有存上，存上后再提交批注。"; return; }
    let answer = null;
    try {
      const address = sheet.action.replace("/0/", `/${form.dataset.article}/`); // it may have been new when the page came
      answer = await fetch(address, { method: "POST", body: new FormData(sheet), headers: {
        "X-Requested-With": "fetch", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
      } });
    } catch { answer = null; }
    if (answer?.ok) { sheet.reset(); dialog.close(); show(); return; }
    const html = answer?.status === 400 ? await answer.text() : "";
    const problem = new DOMParser().parseFromString(html, "text/html").querySelector("[data-told], .fault")?.textContent.trim();
    state.textContent = problem || "没有送到，写好的批注还在这里，请稍后再提交。";
  });

  function show() {
    const done = document.querySelector("[data-told]");
    done.hidden = false;
    done.firstElementChild.textContent = "批注已加上，在“审稿”里可以看到和回复。";
  }

  return () => {
    const words = selected();
    quoted.value = words.slice(0, 500);
    state.textContent = words ? "" : "先在正文里选中要批注的文字。";
    dialog.showModal();
    (words ? text : quoted).focus();
  };
}
