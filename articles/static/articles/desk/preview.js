// The public page beside the form, at a phone's or a desk's width; it follows what is being written.

const WIDTHS = { phone: 390, desk: 1200 };

export function wirePreview(form, button) {
  const pane = form.querySelector("[data-preview-pane]");
  const frame = pane.querySelector("iframe");
  const choices = pane.querySelectorAll("[data-width]");
  let width = "phone";
  button.hidden = false;

  function load() {
    if (pane.hidden || !form.dataset.article) return;
    const top = frame.contentWindow?.scrollY ?? 0;
    frame.addEventListener("load", () => frame.contentWindow.scrollTo(0, top), { once: true });
    frame.src = `${form.dataset.change.replace("/0/change/", `/${form.dataset.article}/preview/`)}`;
  }

  function fit() {
    pane.dataset.shown = width;
    for (const each of choices) each.setAttribute("aria-pressed", String(each.dataset.width === width));
    const box = frame.parentElement;
    const scale = Math.min(1, box.clientWidth / WIDTHS[width]);
    frame.width = WIDTHS[width];
    frame.height = Math.ceil(box.clientHeight / scale);
    frame.style.transform = `scale(${scale})`;
  }

  async function open() {
    pane.hidden = !pane.hidden;
    button.setAttribute("aria-expanded", String(!pane.hidden));
    if (pane.hidden) return;
    fit();
    load();
    choices[0].focus();
  }

  button.addEventListener("click", open);
  pane.querySelector("[data-close]").addEventListener("click", () => { open(); button.focus(); });
  pane.addEventListener("keydown", (event) => { if (event.key === "Escape") { open(); button.focus(); } });
  for (const each of choices) each.addEventListener("click", () => { width = each.dataset.width; fit(); });
  window.addEventListener("resize", () => { if (!pane.hidden) fit(); });
  form.addEventListener("kept", load);
}
