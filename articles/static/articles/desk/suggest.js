// Fills a datalist with what the server proposes for the words typed so far. Input methods are left alone.

const PAUSE = 150;

/** Calls `fill(answer)` for what is typed into `input`, a moment after the last key. */
export function proposeWhileTyping(input, url, fill) {
  let timer = 0;
  let last = "";
  input.addEventListener("input", (event) => {
    if (event.isComposing) return;
    ask();
  });
  input.addEventListener("compositionend", ask);
  function ask() {
    clearTimeout(timer);
    const words = input.value.trim();
    if (!words || words === last) return;
    timer = setTimeout(async () => {
      last = words;
      const answer = await getJson(`${url}?q=${encodeURIComponent(words)}`);
      if (answer && input.value.trim() === words) fill(answer);
    }, PAUSE);
  }
}

/** The JSON at an address, or null when there is none to be had. */
export async function getJson(url) {
  try {
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/** Posts JSON with the form's own token; gives { ok, data }. */
export async function postJson(url, body) {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
  let response = null;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify(body),
    });
    return { ok: response.ok, data: await response.json() };
  } catch {
    const isOut = response !== null && [401, 403].includes(response.status);
    return { ok: false, data: { error: isOut ? "登录已过期，登录后再试。" : "连不上服务器，请稍后再试。" } };
  }
}

/** Replaces the options of a datalist by [value, label] pairs. */
export function fillList(list, pairs) {
  list.replaceChildren(...pairs.map(([value, label]) => {
    const option = document.createElement("option");
    option.value = value;
    if (label) option.label = label;
    return option;
  }));
}

for (const input of document.querySelectorAll("input[data-suggest]")) {
  proposeWhileTyping(input, input.dataset.suggest, (answer) => {
    fillList(input.list, answer.tags.map((tag) => [tag.name, `${tag.uses} 篇`]));
  });
}
