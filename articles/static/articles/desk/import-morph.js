// Lays freshly rendered HTML over what is shown and changes only what differs, so that focus, caret,
// scroll position and text that is being typed stay where they are.

export function lay(pane, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  children(pane, template.content);
}

const keyOf = (node) => (node.nodeType === 1 ? node.dataset.k || node.id || "" : "");

function children(from, to) {
  const keyed = new Map();
  for (const child of from.children) if (keyOf(child)) keyed.set(keyOf(child), child);
  let at = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const key = keyOf(wanted);
    let found = key ? keyed.get(key) : at;
    if (key) keyed.delete(key);
    if (!found || !alike(found, wanted) || (!key && keyOf(found))) {
      from.insertBefore(wanted, at);
      continue;
    }
    if (found === at) at = at.nextSibling;
    else from.insertBefore(found, at);
    node(found, wanted);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
  for (const left of keyed.values()) left.remove();
}

const alike = (one, other) => one.nodeType === other.nodeType && one.nodeName === other.nodeName;

function node(from, to) {
  if (from.nodeType !== 1) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
    return;
  }
  for (const { name } of [...from.attributes]) if (!to.hasAttribute(name)) from.removeAttribute(name);
  for (const { name, value } of to.attributes) if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  const typing = from === document.activeElement;
  const was = from.nodeName === "TEXTAREA" ? from.defaultValue : null;
  if (!(from.nodeName === "TEXTAREA" && typing)) children(from, to);
  if (typing) return;
  if (from.nodeName === "SELECT") from.value = to.value;
  if (was !== null && was !== to.defaultValue) from.value = to.defaultValue;
}
