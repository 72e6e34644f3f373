// A new article was kept for the first time: what its page offers from then on is put in place, without loading it anew.

/** Fetches the article's own page and takes over its title and the parts marked data-born. */
export async function takeUp(address) {
  let html = "";
  try {
    const response = await fetch(address);
    if (response.ok) html = await response.text();
  } catch { return; } // the next load of the page shows them
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const parts = fresh.querySelectorAll("[data-born]");
  if (!parts.length) return;
  document.title = fresh.title;
  for (const part of parts) {
    const here = document.querySelector(`[data-born="${part.dataset.born}"]`);
    const focused = here?.contains(document.activeElement) ? document.activeElement.name : "";
    here?.replaceWith(document.importNode(part, true));
    if (focused) document.querySelector(`[data-born="${part.dataset.born}"] [name="${focused}"]`)?.focus();
  }
}
