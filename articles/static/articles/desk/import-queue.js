// Sends the editor's steps one after the other. A step stays in localStorage until the server has
// acknowledged it, so neither a closed browser nor a lost connection loses one.

const STALE = 15_000; // a queue that nobody has touched for so long belongs to a tab that is gone

export class Queue {
  #version;
  #steps = [];
  #busy = false;
  #stopped = false;
  #wait = 2000;
  #timer = 0;
  #idle = [];
  #asked = new Map();

  // on: {fresh(panes), saved(label), saving(), trouble(kind, message, steps), refused(message)}
  constructor({ url, csrf, name, version, on }) {
    Object.assign(this, { url, csrf, on, prefix: `import-steps-${name}-` });
    this.#version = version;
    this.key = this.prefix + tab();
    addEventListener("online", () => this.retry());
    setInterval(() => this.#steps.length && this.#keep(), 5000);
  }

  get version() { return this.#version; }
  get length() { return this.#steps.length; }
  get stopped() { return this.#stopped; }

  // What an earlier visit could not send; its version tells whether somebody changed the page since.
  resume() {
    for (const key of this.#orphans()) {
      const kept = parse(localStorage.getItem(key));
      localStorage.removeItem(key);
      if (!kept?.steps?.length) continue;
      if (!this.#steps.length) this.#version = kept.version;
      this.#steps.push(...kept.steps);
    }
    if (this.#steps.length) this.#pump();
  }

  push(operation, label) {
    const id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    this.#steps.push({ id, label, ...operation });
    this.#keep();
    this.#pump();
    return id;
  }

  // A step whose refusal the asker tells; resolves to that, or to null once the step is saved or waits in the queue.
  ask(operation, label) {
    return new Promise((resolve) => this.#asked.set(this.push(operation, label), resolve));
  }

  #tell(step, refusal) {
    const resolve = this.#asked.get(step.id);
    this.#asked.delete(step.id);
    resolve?.(refusal);
    return Boolean(resolve);
  }

  #trouble(kind, message) {
    for (const step of this.#steps) this.#tell(step, null);
    this.on.trouble(kind, message, this.#steps);
  }

  // After a conflict: the same steps once more, on the state that is shown now.
  again() {
    this.#stopped = false;
    this.#keep();
    this.#pump();
  }

  drop() {
    this.#steps = [];
    this.#stopped = false;
    this.#keep();
  }

  retry() {
    if (!this.#stopped) this.#pump();
  }

  // Resolves once everything is on the server.
  flushed() {
    return this.#steps.length ? new Promise((resolve) => this.#idle.push(resolve)) : Promise.resolve();
  }

  async #pump() {
    if (this.#busy || this.#stopped || !this.#steps.length) return;
    clearTimeout(this.#timer);
    this.#busy = true;
    const step = this.#steps[0];
    this.on.saving();
    try {
      await this.#take(step, await this.#send(step));
    } catch {
      this.#later();
    }
    this.#busy = false;
    if (!this.#steps.length) this.#idle.splice(0).forEach((resolve) => resolve());
    else if (!this.#timer) this.#pump();
  }

  async #send({ label, ...operation }) {
    this.#timer = 0;
    return fetch(this.url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.csrf },
      body: JSON.stringify({ ...operation, version: this.#version }),
    });
  }

  async #take(step, response) {
    const isJson = response.headers.get("Content-Type")?.includes("json");
    const body = isJson ? await response.json() : {};
    this.#wait = 2000;
    if (response.ok) {
      this.#steps.shift();
      this.#version = body.version;
      this.#keep();
      this.on.fresh(body.panes);
      this.on.saved(step.label);
      this.#tell(step, null);
    } else if (response.status === 409) {
      this.#version = body.version;
      this.#stopped = true;
      this.#keep();
      this.on.fresh(body.panes);
      this.#trouble("conflict", body.message);
    } else if (response.status === 400 && isJson) {
      this.#steps.shift();
      this.#keep();
      this.on.refused(this.#tell(step, body) ? "" : body.message);
    } else if ([401, 403, 404, 410].includes(response.status)) {
      this.#stopped = true;
      const old = "页面已过期，请刷新；没有保存的改动刷新后会自动再送。";
      this.#trouble(response.status === 401 ? "login" : "closed", body.message ?? old);
    } else {
      throw new Error(String(response.status));
    }
  }

  #later() {
    this.#trouble("offline", "连不上服务器，改动已存在这台电脑上，正在重试。");
    this.#timer = setTimeout(() => { this.#timer = 0; this.#pump(); }, this.#wait);
    this.#wait = Math.min(this.#wait * 2, 30_000);
  }

  #keep() {
    try {
      if (!this.#steps.length) localStorage.removeItem(this.key);
      else {
        const kept = { version: this.#version, steps: this.#steps, at: Date.now() };
        localStorage.setItem(this.key, JSON.stringify(kept));
      }
    } catch { /* storage may be full or forbidden: the steps are still in memory */ }
  }

  #orphans() {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(this.prefix));
    const isDead = (key) => Date.now() - (parse(localStorage.getItem(key))?.at ?? 0) > STALE;
    return keys.filter((key) => key === this.key || isDead(key));
  }
}

function tab() {
  try {
    const id = sessionStorage.getItem("tab") ?? Math.random().toString(36).slice(2);
    sessionStorage.setItem("tab", id);
    return id;
  } catch {
    return "only";
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
