// The page's end of the worker: documents are handed over once, a query is a promise, and stopping
// ends the worker itself, the only thing that stops every query.

/** What a query is rejected with when it is stopped; known by its name. */
export class Stopped extends Error {
  name = "Stopped";
}

export class Store {
  #makeWorker;
  #module;
  #unheld;
  #worker = null;
  #waiting = new Map();
  #documents = new Map();
  #handedOver = new Set();
  #count = 0;

  /** `unheld` are the addresses of what is only planned or claimed. */
  constructor(makeWorker, module, unheld) {
    this.#makeWorker = makeWorker;
    this.#module = module;
    this.#unheld = unheld;
    this.#start();
  }

  /** Keep a document; `read` gives its text or a promise of it when a query first needs it. */
  add(name, read, format) {
    this.#documents.set(name, { read, format });
    this.#handedOver.delete(name);
  }

  remove(name) {
    this.#documents.delete(name);
  }

  names() {
    return [...this.#documents.keys()];
  }

  /** How many statements a text holds; rejects where it cannot be read. */
  check(text, format) {
    return this.#send({ task: "check", text, format });
  }

  /** The answer over the documents of these names, or their facts: {form, text, milliseconds}. */
  async ask(query, names, { facts = false } = {}) {
    const worker = this.#worker;
    for (const name of names) {
      const { read, format } = this.#documents.get(name);
      const content = await read();
      if (worker !== this.#worker) throw new Stopped();
      if (this.#handedOver.has(name)) continue;
      this.#handedOver.add(name);
      this.#send({ task: "add", name, text: content, format }).catch(() => {});
    }
    return this.#send({ task: "ask", query, names, facts });
  }

  /** End whatever runs and begin anew; what waited is rejected with Stopped. */
  stop() {
    this.#worker.terminate();
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#start();
    for (const { reject } of waiting) reject(new Stopped());
  }

  #start() {
    const worker = this.#makeWorker();
    this.#worker = worker;
    this.#handedOver.clear();
    this.ready = this.#module.then((module) => {
      if (worker !== this.#worker) throw new Stopped();
      return this.#post({ task: "start", module, away: this.#unheld });
    });
    this.ready.catch(() => {});
    worker.onmessage = ({ data }) => this.#receive(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#fail(event.message || "the worker failed");
    };
  }

  async #send(message) {
    await this.ready;
    return this.#post(message);
  }

  #post(message) {
    const id = ++this.#count;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, ...message });
    });
  }

  #receive({ id, result, error, dead }) {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    if (error === undefined) waiting.resolve(result);
    else waiting.reject(new Error(dead ? "the query needs more memory than the store has" : error));
    if (dead) this.stop();
  }

  #fail(reason) {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(new Error(reason));
  }
}
