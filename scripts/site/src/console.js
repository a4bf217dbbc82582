// The query page: a bundled question or a query of one's own, put to the store in the page.

import { graphOf } from "./answer-graph.js";
import { context } from "./context.js";
import { makeEditor } from "./editor.js";
import { aboutThing, aboutThings, csv, json, turtle } from "./exporting.js";
import { OWN, watchFiles } from "./files.js";
import { cannotRun, whatToDo } from "./loading.js";
import { byId, count, download, make, visible } from "./page.js";
import { fragment, readFragment } from "./permalink.js";
import { emptyAnswer, sentences } from "./prose.js";
import { showPicture } from "./picture-panel.js";
import { readableFault, unknownTerms, updateOf } from "./syntax.js";
import { tableElement } from "./table.js";
import { bind, boundTerm, parameterTerm, readTable, readTriples, words } from "./terms.js";
import { hasDates, timelineElement } from "./timeline.js";

const MAX_QUERY = 32 * 1024;
const AS_OF = "asOf";

if (byId("console")) {
  if (cannotRun()) tellFileProblem();
  else start();
}

function tellFileProblem() {
  byId("fault").hidden = false;
  byId("fault").textContent = whatToDo();
}

function start() {
  const shared = context();
  const { settings, prefixes, store, labels, link } = shared;
  const questions = new Map(settings.questions.map((one) => [one.number, one]));
  const state = { question: null, values: {}, names: [], answer: null, run: 0, view: null, running: false };
  const terms = settings.terms.map((one) => ({ ...one, curie: prefixes.curie(one.iri) }));
  const ownTerms = new Set(terms.map(({ curie }) => curie));
  const suggestions = () => {
    const known = new Set(terms.map(({ iri }) => iri));
    const things = labels.entries().filter(([iri]) => !known.has(iri));
    return [...terms, ...things.map(([iri, label]) => ({ curie: prefixes.curie(iri), label }))];
  };
  const editor = makeEditor({ parent: byId("editor"), prefixes, suggestions, run: () => run(), changed: edited });
  const addData = dataBoxes();

  byId("run").addEventListener("click", () => run());
  byId("stop").addEventListener("click", stop);
  byId("as-of").addEventListener("change", () => setParameter(AS_OF, byId("as-of").value));
  byId("question-filter").addEventListener("input", filterQuestions);
  byId("copy-link").addEventListener("click", copyLink);
  for (const tab of document.querySelectorAll("#views button")) {
    tab.addEventListener("click", () => show(tab.dataset.view));
  }
  for (const button of document.querySelectorAll("#exports button")) {
    button.addEventListener("click", () => exportAs(button.dataset.format));
  }
  byId("parameter-form").addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  watchFiles(byId("console"), byId("own-file"), shared, { added: addData, failed: tellFault });
  addEventListener("hashchange", restore);
  byId("console").dataset.ready = "true";
  restore();

  // --- choosing a question

  function restore() {
    const given = readFragment();
    if (given.tab && given.tab !== "questions") return;
    if (given.about) return askAbout(given.about);
    if (given.sparql !== undefined) return chooseText(given.sparql, given);
    const question = questions.get((given.q ?? "").padStart(3, "0")) ?? settings.questions[0];
    return choose(question, given);
  }

  function choose(question, given) {
    state.question = question;
    state.about = null;
    state.view = given.show ?? question.view;
    setNames([...usualData(question), ...ownNames()]);
    editor.set(question.text);
    byId("question-title").textContent = question.question;
    byId("question-note").textContent = "";
    byId("question-page").hidden = !question.page;
    if (question.page) byId("question-page").href = question.page;
    markChosen(question.number);
    makeFields(question);
    try {
      for (const parameter of question.parameters) {
        const value = parameter.name === AS_OF ? given["as-of"] : given[parameter.name];
        if (value !== undefined) place(parameter, value);
      }
    } catch (error) {
      return refuse(error.message);
    }
    return run({ keepLink: true });
  }

  function chooseText(text, given) {
    own(text, given.title ?? "Your own query");
    const wanted = (given.data ?? "").split(",").filter((name) => store.names().includes(name));
    setNames(wanted.length ? wanted : [...settings.data.filter((one) => one.atStart).map((one) => one.name), ...ownNames()]);
    state.view = given.show ?? "table";
    return run({ keepLink: true });
  }

  function askAbout(iri) {
    own(aboutThing(iri), `What the data say of ${labels.of(iri)}`);
    state.about = iri;
    state.view = "table";
    const isTerm = settings.terms.some((one) => one.iri === iri);
    setNames([...settings.data.filter((one) => one.atStart || isTerm).map((one) => one.name), ...ownNames()]);
    return run({ keepLink: true });
  }

  function own(text, title) {
    state.question = null;
    state.about = null;
    editor.set(text);
    byId("question-title").textContent = visible(title);
    byId("question-note").textContent = "";
    byId("question-page").hidden = true;
    byId("parameters").replaceChildren();
    markChosen(null);
    readAsOf();
  }

  function edited(text) {
    const { question } = state;
    if (question && text !== boundText(question)) {
      byId("question-title").textContent = `Your own query, begun from question ${question.number}`;
      byId("question-note").textContent = "";
    }
    for (const { name } of question?.parameters ?? []) {
      const field = byId(`parameter-${name}`);
      if (field) field.disabled = boundTerm(text, name) === null;
    }
    readAsOf();
  }

  function markChosen(number) {
    for (const one of document.querySelectorAll("#question-list a")) {
      if (one.dataset.number === number) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
    }
    const [list, chosen] = [byId("question-list"), document.querySelector("#question-list [aria-current]")];
    if (!chosen) return;
    // Into view within the list alone: the page must not jump.
    const above = chosen.getBoundingClientRect().top - list.getBoundingClientRect().top;
    if (above < 0 || above > list.clientHeight - chosen.clientHeight) list.scrollTop += above - list.clientHeight / 3;
  }

  function filterQuestions() {
    const wanted = byId("question-filter").value.toLowerCase().split(/\s+/);
    for (const one of document.querySelectorAll("#question-list li")) {
      one.hidden = !wanted.every((word) => one.textContent.toLowerCase().includes(word));
    }
  }

  // --- parameters and day

  function makeFields({ parameters }) {
    const fields = parameters.filter(({ name }) => name !== AS_OF).map((parameter) => {
      const id = `parameter-${parameter.name}`;
      const options = (parameter.options ?? []).map((iri) => make("option", { value: prefixes.curie(iri) }, labels.of(iri)));
      const input = make("input", {
        id,
        type: { date: "date", integer: "number" }[parameter.type] ?? "text",
        value: parameter.default,
        list: options.length ? `${id}-options` : null,
        autocomplete: "off",
        spellcheck: "false",
        onchange: () => setParameter(parameter.name, input.value.trim()),
      });
      const list = options.length ? make("datalist", { id: `${id}-options` }, ...options) : null;
      const hint = make("bdi", { class: "hint", id: `${id}-name` });
      if (parameter.type === "iri") input.setAttribute("aria-describedby", hint.id);
      return make("div", { class: "field" }, make("label", { for: id }, words(parameter.name)), input, hint, list);
    });
    byId("parameters").replaceChildren(...fields);
    readAsOf();
  }

  function place(parameter, value) {
    editor.set(bind(editor.text(), parameter.name, parameterTerm(parameter, value, prefixes)));
    const field = parameter.name === AS_OF ? byId("as-of") : byId(`parameter-${parameter.name}`);
    if (field) field.value = value;
  }

  function setParameter(name, value) {
    const parameter = state.question?.parameters.find((one) => one.name === name) ?? { name, type: "date" };
    if (boundTerm(editor.text(), name) === null) return refuse(`the query holds no VALUES ?${name} { … }`);
    try {
      place(parameter, value);
    } catch (error) {
      return refuse(error.message);
    }
    return run();
  }

  function readAsOf() {
    const day = /^"(\d{4}-\d\d-\d\d)"/.exec(boundTerm(editor.text(), AS_OF) ?? "")?.[1];
    byId("as-of").disabled = !day;
    if (day) byId("as-of").value = day;
    byId("as-of-note").textContent = day ?? "this query depends on no day";
  }

  function boundText({ text, parameters }) {
    for (const { name } of parameters) {
      const term = boundTerm(editor.text(), name);
      if (term !== null) text = bind(text, name, term);
    }
    return text;
  }

  // --- data

  function dataBoxes() {
    const add = (name, label) => {
      const box = make("input", { type: "checkbox", value: name, onchange: () => readNames() });
      byId("data").append(make("label", { class: "check" }, box, " ", make("bdi", {}, visible(label))));
      return box;
    };
    for (const { name, label } of settings.data) add(name, label);
    return (name, label) => {
      shared.forgetLabels(name);
      const known = [...document.querySelectorAll("#data input")].find((box) => box.value === name);
      (known ?? add(name, label)).checked = true;
      readNames();
      byId("status").textContent = `${visible(label)} is loaded, in this page only.`;
    };
  }

  function ownNames() {
    return store.names().filter((name) => name.startsWith(OWN));
  }

  function setNames(names) {
    state.names = names;
    for (const box of document.querySelectorAll("#data input")) box.checked = names.includes(box.value);
  }

  function readNames() {
    state.names = [...document.querySelectorAll("#data input:checked")].map((box) => box.value);
  }

  // --- running

  async function run({ keepLink = false } = {}) {
    if (state.running) store.stop();
    const text = editor.text();
    const refused = updateOf(text);
    if (refused) return refuse(`${refused} is refused: a query changes nothing`);
    if (text.length > MAX_QUERY) return refuse(`the query is longer than ${MAX_QUERY} characters`);
    const turn = ++state.run;
    tellFault("");
    if (!keepLink) writeLink();
    setRunning(true);
    const begun = performance.now();
    const timer = setInterval(() => {
      byId("status").textContent = `Running, ${((performance.now() - begun) / 1000).toFixed(0)} s`;
    }, 1000);
    try {
      // A bundled question is asked of the facts unless it tells of plans; a query of one's own, of all.
      const { question } = state;
      const facts = question !== null && !question.plans && text.trim() === boundText(question).trim();
      const { form, text: answer, milliseconds } = await store.ask(text, state.names, { facts });
      await shared.readLabels(state.names);
      if (turn !== state.run) return;
      const isGraph = form === "CONSTRUCT" || form === "DESCRIBE";
      const table = isGraph ? readTriples(answer) : readTable(answer);
      state.answer = { table, isGraph, raw: answer, names: [...state.names] };
      tellQuestion();
      show(state.view ?? "table");
      if (!performance.getEntriesByName("first answer").length) performance.mark("first answer");
      byId("status").textContent = `${count(table.rows.length, isGraph ? "triple" : "row")} in ${milliseconds.toFixed(0)} ms`;
      const unknown = unknownTerms(text, ownTerms);
      if (unknown.length) tellFault(`no such term in the ontology: ${unknown.join(", ")}`);
      nameFields();
    } catch (error) {
      if (turn !== state.run) return;
      clearAnswer();
      if (error.name === "Stopped") {
        byId("status").textContent = `Stopped after ${((performance.now() - begun) / 1000).toFixed(1)} s`;
      } else {
        byId("status").textContent = "";
        tellFault(readableFault(error.message));
      }
    } finally {
      clearInterval(timer);
      if (turn === state.run) setRunning(false);
    }
  }

  function stop() {
    store.stop();
    byId("run").focus();
  }

  function setRunning(running) {
    state.running = running;
    byId("stop").disabled = !running;
    byId("console").setAttribute("aria-busy", String(running));
    if (running) byId("status").textContent = "Running";
    byId("console").dataset.turn = running ? "" : String(state.run);
  }

  /** Tell why nothing is asked; the answer to something else would mislead. */
  function refuse(reason) {
    if (state.running) store.stop();
    state.run++;
    clearAnswer();
    byId("status").textContent = "";
    setRunning(false);
    tellFault(reason);
  }

  function tellFault(reason) {
    byId("fault").textContent = visible(reason);
    byId("fault").hidden = !reason;
  }

  /** Labels are known only now: the fields and their suggestions get theirs. */
  function nameFields() {
    for (const { name, type } of state.question?.parameters ?? []) {
      const iri = type === "iri" && prefixes.expand(byId(`parameter-${name}`).value.trim());
      if (iri) byId(`parameter-${name}-name`).textContent = visible(labels.of(iri));
    }
    for (const option of document.querySelectorAll("#parameters option")) {
      const iri = prefixes.expand(option.value);
      if (iri) option.textContent = labels.of(iri);
    }
  }

  // --- the answer

  function show(wanted) {
    if (!state.answer) return;
    const { table, isGraph } = state.answer;
    const graph = graphOf(table, isGraph, labels, link);
    const can = { table: true, graph: graph !== null, timeline: hasDates(table) };
    const view = can[wanted] ? wanted : "table";
    state.view = wanted;
    byId("answer").hidden = false;
    for (const tab of document.querySelectorAll("#views button")) {
      tab.disabled = !can[tab.dataset.view];
      tab.setAttribute("aria-pressed", String(tab.dataset.view === view));
    }
    for (const button of document.querySelectorAll("#exports button")) button.disabled = false;
    const panel = byId("panel");
    panel.dataset.view = view;
    if (!table.rows.length) {
      panel.replaceChildren(...nothing());
    } else if (view === "graph") {
      const words = `Picture of ${count(graph.nodes.length, "thing")} and ${count(graph.edges.length, "relation")}; the table shows the same.`;
      const note = graph.cut ? `Only the first ${graph.nodes.length} things are drawn; the table has all.` : "";
      showPicture(panel, { ...graph, words, note, assets: settings.assets }).catch((error) => tellFault(error.message));
    } else if (view === "timeline") {
      panel.replaceChildren(timelineElement(table, labels));
    } else {
      panel.replaceChildren(tableElement(table, labels, link));
    }
  }

  // --- what is said above the rows

  /** The values as they are now: [{parameter, value, name}], a day as it is, a thing by its label. */
  function valuesNow() {
    return (state.question?.parameters ?? []).map((parameter) => {
      const term = boundTerm(editor.text(), parameter.name);
      const usual = parameterTerm(parameter, parameter.default, prefixes);
      const iri = parameter.type === "iri" ? prefixes.expand(term ?? "") : null;
      const literal = /^"(.*)"/.exec(term ?? "")?.[1];
      return { parameter, iri, name: iri ? labels.of(iri) : (literal ?? term), changed: sparqlValue(term) !== sparqlValue(usual) };
    });
  }

  /** One writing for a value, whether its IRI is written out or by a prefix. */
  function sparqlValue(term) {
    return prefixes.expand(term ?? "") ?? /^"((?:[^"\\]|\\.)*)"/.exec(term ?? "")?.[1] ?? term;
  }

  /**
   * The sentence that was written for a question is shown for what it was written for: its own
   * text, values and data. Else title and sentence come from the values and the rows.
   */
  function tellQuestion() {
    const { question, answer, about } = state;
    // Labels are known only now.
    if (about && editor.text() === aboutThing(about)) byId("question-title").textContent = visible(`What the data say of ${labels.of(about)}`);
    if (!question || editor.text().trim() !== boundText(question).trim()) {
      if (question) byId("question-note").textContent = "";
      return;
    }
    const values = valuesNow();
    const asked = [...answer.names].sort().join();
    const sameData = asked === [...usualData(question)].sort().join();
    const usual = sameData && !values.some(({ changed }) => changed);
    byId("question-title").textContent = visible(usual ? question.question : titleFor(question, values));
    byId("question-note").textContent = visible(usual ? question.answer : sentences(answer.table, values, labels));
  }

  function titleFor({ title }, values) {
    const left = [];
    for (const { parameter, name } of values) {
      if (title.includes(`{${parameter.name}}`)) title = title.replaceAll(`{${parameter.name}}`, name);
      else left.push(parameter.name === AS_OF ? `on ${name}` : `${words(parameter.name)}: ${name}`);
    }
    return left.length ? `${title} (${left.join("; ")})` : title;
  }

  function usualData({ data }) {
    const named = data.filter((name) => settings.data.some((one) => one.name === name));
    return named.length ? named : settings.data.filter((one) => one.atStart).map((one) => one.name);
  }

  /** An empty answer: of what it was asked, what may be wrong with the values, and the other data. */
  function nothing() {
    const asked = state.answer.names;
    const called = (name) => settings.data.find((one) => one.name === name)?.label ?? name;
    const others = [...document.querySelectorAll("#data input:not(:checked)")].map((box) => box.value);
    const again = others.length
      ? make("button", { type: "button", id: "ask-the-rest", onclick: () => (setNames([...asked, ...others]), run()) }, visible(`Ask ${others.map(called).join(" and ")} too`))
      : null;
    return emptyAnswer({ data: asked.map(called), values: valuesNow(), labels, again, take: (parameter, iri) => take(parameter, prefixes.curie(iri)) });
  }

  function take(parameter, value) {
    byId(`parameter-${parameter.name}`).value = value;
    setParameter(parameter.name, value);
  }

  function clearAnswer() {
    state.answer = null;
    byId("answer").hidden = true;
    byId("panel").replaceChildren();
  }

  async function exportAs(format) {
    const { table, isGraph, raw, names } = state.answer;
    const name = state.question ? `${state.question.number}-${state.question.name}` : "answer";
    if (format === "csv") return download(`${name}.csv`, "text/csv", csv(table));
    if (format === "json") return download(`${name}.json`, "application/sparql-results+json", isGraph ? json(table) : raw);
    try {
      const triples = isGraph ? table : readTriples((await store.ask(aboutThings(table), names)).text);
      return download(`${name}.ttl`, "text/turtle", turtle(triples, prefixes));
    } catch (error) {
      return tellFault(error.name === "Stopped" ? "stopped" : readableFault(error.message));
    }
  }

  // --- the link to this state

  function linkNow() {
    const { question } = state;
    const text = editor.text();
    const values = settings.oneFile ? { tab: "questions" } : {};
    if (!question || text !== boundText(question)) return fragment({ ...values, sparql: text, data: state.names.join(",") });
    values.q = question.number;
    for (const { name, type, default: usual } of question.parameters) {
      const field = name === AS_OF ? byId("as-of") : byId(`parameter-${name}`);
      const value = field?.value.trim();
      if (name === AS_OF) values["as-of"] = value;
      else if (value !== usual || type === "date") values[name] = value;
    }
    if (state.view !== question.view) values.show = state.view;
    return fragment(values);
  }

  function writeLink() {
    const wanted = linkNow();
    if (wanted !== location.hash) history.pushState(null, "", wanted);
  }

  async function copyLink() {
    history.replaceState(null, "", linkNow());
    try {
      await navigator.clipboard.writeText(location.href);
      byId("status").textContent = "The link is copied.";
    } catch {
      byId("status").textContent = "The link stands in the address bar.";
    }
  }
}
