import { read } from "./api.js";
import { el, keyed, setText } from "./dom.js";
import { detail } from "./detail.js";
import { ago, count, duration, kinds, plural, times } from "./format.js";

const step = 20; // rows shown at first, and more at a time
const most = 200; // rows the API gives at a time

/** The list of findings, what wasted the most time first. */
export class Findings {
  constructor() {
    this.list = document.getElementById("list");
    this.sum = document.getElementById("sum");
    this.empty = document.getElementById("findings-empty");
    this.more = document.getElementById("more");
    this.rest = document.getElementById("rest");
    this.linked = new Linked();
    this.filters = document.getElementById("filters");
    this.routeFilter = document.getElementById("route");
    this.route = null;
    this.limit = step;
    this.open = linkedId();
    this.wanted = this.open; // by the address: shown wherever it stands
    this.calls = 0;
    this.onchange = () => {};
    this.listen();
  }

  listen() {
    this.filters.addEventListener("change", () => this.ask());
    this.filters.addEventListener("submit", (event) => event.preventDefault());
    this.more.addEventListener("click", () => {
      this.limit = Math.min(most, this.limit + step);
      this.onchange();
    });
    for (const list of this.lists()) list.addEventListener("keydown", (event) => this.key(event));
    addEventListener("hashchange", () => this.follow());
  }

  lists() {
    return [this.linked.list, this.list];
  }

  rows() {
    return this.lists().flatMap((list) => [...list.children]);
  }

  /** Another filter: who sets one wants to see what matches. */
  ask() {
    this.limit = step;
    this.wanted = null;
    this.onchange();
  }

  /** The address names another finding, or none: a link was followed on the open page. */
  follow() {
    if (!linkedId()) return; // a section's
    this.open = this.wanted = linkedId();
    this.scrolled = false;
    this.onchange();
  }

  /** What to ask the API for. */
  parameters() {
    const chosen = Object.fromEntries([...new FormData(this.filters)].filter(([, value]) => value !== "*"));
    if ("service" in chosen) chosen.service = chosen.service.slice(1);
    if (this.route !== null) chosen.route = this.route;
    return { ...chosen, limit: this.limit };
  }

  /** Calls that slow_query has looked at: they tell whether telemetry comes at all. */
  looked(calls) {
    this.calls = calls;
    if (this.answer?.findings.length === 0) this.showEmpty(this.answer);
  }

  async show(answer) {
    this.answer = answer;
    this.showServices(answer.services);
    this.showRoute();
    setText(this.sum, this.sentence(answer));
    const longest = Math.max(...answer.findings.map((f) => f.time_wasted), Number.MIN_VALUE);
    keyed(this.list, answer.findings, (f) => f.id, (f) => this.row(f), (row, f, index) => this.update(row, f, index, longest));
    this.more.hidden = !answer.next || this.limit >= most;
    this.showRest(answer);
    this.showEmpty(answer);
    await this.showLinked(answer, longest);
  }

  /** The end of the list is not the end of the findings. */
  showRest(answer) {
    const more = answer.matching - answer.findings.length;
    this.rest.hidden = !answer.next || this.limit < most || more <= 0;
    if (!this.rest.hidden) setText(this.rest, `${plural(more, "more finding is", "more findings are")} not listed: choose a service, kind or severity above to narrow the list.`);
  }

  /** Shows what the address names where the list does not have it, and says so where nobody has it. */
  async showLinked(answer, longest) {
    const id = this.wanted;
    const listed = !id || answer.findings.some((f) => f.id === id);
    const found = listed ? null : await this.linked.read(id);
    if (id !== this.wanted) return; // another was wanted meanwhile, and is read next
    keyed(this.linked.list, found ? [found] : [], (f) => f.id, (f) => this.row(f), (row, f) => this.update(row, f, null, longest));
    this.linked.tell(listed, found);
    if (this.scrolled || !id) return;
    this.scrolled = true;
    (found || listed ? document.getElementById(`finding-${id}`) : this.linked.box)?.scrollIntoView();
  }

  sentence(answer) {
    if (answer.matching === 0) return "";
    const wasted = `${duration(answer.time_wasted)} wasted by ${plural(answer.matching, "finding")}`;
    const gone = answer.store.evicted;
    return gone === 0 ? wasted : `${wasted}; ${plural(gone, "more was", "more were")} let go of to stay within max_findings`;
  }

  showServices(services) {
    const select = this.filters.elements.service;
    const wanted = ["*", ...services.map((name) => `=${name}`)];
    const chosen = select.value;
    if (!wanted.includes(chosen)) wanted.push(chosen);
    if (wanted.join("\n") === [...select.options].map((option) => option.value).join("\n")) return;
    select.replaceChildren(...wanted.map((value) => el("option", { value }, value === "*" ? "All" : serviceName(value.slice(1)))));
    select.value = chosen;
  }

  showRoute() {
    this.routeFilter.hidden = this.route === null;
    if (this.route === null) return;
    const clear = el("button", { type: "button", onclick: () => this.only(null) }, "Show all routes");
    this.routeFilter.replaceChildren("Only ", el("strong", {}, routeName(this.route)), " ", clear);
  }

  only(route) {
    this.route = route;
    this.ask();
  }

  showEmpty(answer) {
    this.empty.hidden = answer.findings.length > 0;
    if (this.empty.hidden) return;
    if (answer.store.findings > 0) {
      this.empty.replaceChildren(el("p", { class: "lead" }, "No finding matches."), el("button", { type: "button", onclick: () => this.clear() }, "Clear the filters"));
    } else if (this.calls > 0) {
      this.empty.replaceChildren(
        el("p", { class: "lead" }, "Nothing to fix so far."),
        el("p", {}, `${plural(this.calls, "call")} of databases and caches came by, and none was slow or repeated. Findings show up here by themselves.`),
      );
    } else {
      this.empty.replaceChildren(...waiting());
    }
  }

  clear() {
    this.filters.reset();
    this.only(null);
  }

  row(f) {
    const id = `detail-${f.id}`;
    const button = el("button", { type: "button", class: "open", "aria-expanded": "false", "aria-controls": id, onclick: () => this.toggle(f.id) });
    button.append(el("span", { class: "where" }), el("span", { class: "what" }));
    const cost = el("p", { class: "cost" }, el("span", { class: "wasted" }), el("span", { class: "unit" }, "wasted"), el("span", { class: "bar", "aria-hidden": "true" }, el("span", {})));
    return el(
      "li",
      { id: `finding-${f.id}` },
      el("div", { class: "row" }, el("p", { class: "rank", "aria-hidden": "true" }), el("div", { class: "about" }, el("h2", {}, button), el("p", { class: "fix" }), el("p", { class: "meta" })), cost),
      el("div", { class: "detail", id, hidden: true }),
    );
  }

  update(row, f, index, longest) {
    const part = (name) => row.querySelector(name);
    setText(part(".rank"), index === null ? "" : String(index + 1));
    setText(part(".where"), where(f));
    setText(part(".what"), what(f));
    setText(part(".fix"), f.example.hint);
    setText(part(".wasted"), duration(f.time_wasted));
    part(".bar > span").style.setProperty("width", `${Math.min(100, (100 * f.time_wasted) / longest)}%`);
    row.dataset.severity = f.severity;
    row.finding = f;
    this.meta(row);
    this.showDetail(row);
  }

  meta(row) {
    const f = row.finding;
    const parts = [serviceName(f.service), kinds[f.kind] ?? f.kind, `found ${times(f.count)}`, `last ${ago(f.last_seen)}`];
    if (requestUnknown(f)) parts.splice(1, 0, "its request came in another batch");
    if (f.in_n_plus_one > 0) parts.splice(-2, 0, `${duration(f.in_n_plus_one)} inside an N+1, counted there`);
    if (f.severity === "info") parts.splice(-2, 0, "only a pattern");
    setText(row.querySelector(".meta"), parts.join(" · "));
  }

  showDetail(row) {
    const f = row.finding;
    const open = this.open === f.id;
    const box = row.querySelector(".detail");
    row.querySelector(".open").setAttribute("aria-expanded", String(open));
    row.classList.toggle("is-open", open);
    box.hidden = !open;
    const shown = JSON.stringify([f.example, f.kind]);
    if (!open || box.shown === shown) return;
    box.shown = shown;
    box.replaceChildren(...detail(f, (route) => this.only(route)));
  }

  toggle(id) {
    this.open = this.open === id ? null : id;
    this.wanted = this.open;
    this.scrolled = true; // it is in sight
    if (!this.linked.has(this.open)) this.linked.clear(this.list);
    history.replaceState(null, "", this.open ? `#finding-${id}` : location.pathname);
    for (const row of this.rows()) this.showDetail(row);
  }

  /** Up and down go from finding to finding, Escape closes the open one. */
  key(event) {
    const buttons = this.rows().map((row) => row.querySelector(".open"));
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
    if (at >= 0 && buttons[to]) {
      event.preventDefault();
      buttons[to].focus();
    } else if (event.key === "Escape" && this.open) {
      const row = document.getElementById(`finding-${this.open}`);
      this.toggle(this.open);
      row?.querySelector(".open").focus();
    }
  }

  /** Writes anew how long ago things were. */
  age() {
    for (const row of this.rows()) this.meta(row);
  }
}

/** The finding that the address names, where the list below does not have it. */
class Linked {
  constructor() {
    this.box = document.getElementById("linked");
    this.note = document.getElementById("linked-note");
    this.list = document.getElementById("linked-list");
  }

  /** Gives the finding, or null where it is gone. */
  async read(id) {
    if (!/^[0-9a-f]{16}$/.test(id)) return null; // never was one
    const answer = await read("findings", { id });
    return answer.findings[0] ?? null;
  }

  has(id) {
    return id !== null && this.list.firstElementChild?.finding.id === id;
  }

  /** Makes room for another; the focus goes on to the list below. */
  clear(below) {
    const focused = this.box.contains(document.activeElement);
    this.list.replaceChildren();
    this.box.hidden = true;
    if (focused) below.querySelector(".open")?.focus();
  }

  tell(listed, found) {
    this.box.hidden = listed;
    if (listed) return;
    const gone = "The finding of this address is not here any more: the collector was started anew since, or let go of it for others. If it happens again, the same address shows it.";
    setText(this.note, found ? "By its address. In the list below it is further down, or filtered out." : gone);
  }
}

const prefix = "#finding-";
const linkedId = () => (location.hash.startsWith(prefix) ? location.hash.slice(prefix.length) : null);

const routeName = (route) => route || "(a span without a name)";
const serviceName = (service) => service || "(no service.name)";

/** A slow call whose request did not come together with it is named by its own span. */
const requestUnknown = (f) => f.kind === "slow_query" && f.route === f.example.span_name;

const where = (f) => (requestUnknown(f) ? `${serviceName(f.service)}, request not known` : routeName(f.route));

/** A command alone, as Redis has it, could as well be one of HTTP: its system goes before it. */
function callName({ summary, text, system }) {
  const call = summary || text || "a call";
  return summary && system && !/\s/.test(summary) ? `${system} ${summary}` : call;
}

/** What happens, in one sentence. */
function what(f) {
  const { n_plus_one: repeated } = f.example;
  const call = callName(f.example);
  if (repeated) return `${call} runs ${count(repeated.repeats)} times, ${duration(f.example.duration)} in all`;
  return `${call} takes ${duration(f.duration)}`;
}

function waiting() {
  return [
    el("p", { class: "lead" }, "Waiting for the first traces."),
    el("p", {}, "Send an application's telemetry here; findings show up by themselves."),
    el("pre", {}, el("code", {}, "OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318 your-application")),
    el("p", {}, "Nothing comes? The pipeline of traces needs the processors slow_query and n_plus_one, and the application an instrumentation of its database client."),
  ];
}
