import { copyButton, el, keyed, setText, svg } from "./dom.js";
import { count, duration, percent, plural } from "./format.js";

const body = document.getElementById("statements-body");
const sum = document.getElementById("statements-sum");
const more = document.getElementById("statements-more");

const most = 1000; // rows the API gives
let limit = 10;

/** How many rows are shown. */
export const statementsShown = () => limit;

/** Asks for more rows when the button is pressed. */
export function onMoreStatements(ask) {
  more.addEventListener("click", () => {
    limit = Math.min(most, limit + 40);
    ask();
  });
}

/** The statements, what took the most time first. */
export function showStatements(answer) {
  more.hidden = answer.known <= answer.statements.length || limit >= most;
  if (answer.statements.length === 0) {
    setText(sum, "");
    body.replaceChildren(
      el("p", { class: "lead" }, "No statement yet."),
      el("p", {}, "The processor slow_query lists every database statement that comes by, with its latency. Put it into the pipeline of traces, and send spans of a database client."),
    );
    return;
  }
  const part = answer.known > answer.statements.length ? `${count(answer.statements.length)} of ${count(answer.known)} statements` : plural(answer.known, "statement");
  setText(sum, `${part}, ${plural(answer.calls, "call")}, ${duration(answer.total)} in all`);
  if (!body.querySelector("table")) body.replaceChildren(table());
  const slowest = Math.max(...answer.statements.map((s) => s.max), 1e-3);
  keyed(body.querySelector("tbody"), answer.statements, (s) => `${s.fingerprint} ${s.system}`, create, (row, s) => update(row, s, slowest));
}

function table() {
  const head = (text, props = {}) => el("th", { scope: "col", ...props }, text);
  return el(
    "table",
    {},
    el("thead", {}, el("tr", {}, head("Statement"), head("Share of time", { class: "number" }), head("Calls", { class: "number" }), head("Median", { class: "number" }), head("p95", { class: "number" }), head("p50 to max, log scale"), head("Errors", { class: "number" }))),
    el("tbody", {}),
  );
}

function create(s) {
  const text = el("details", {}, el("summary", {}, el("span", { class: "name" }), el("span", { class: "by" })), el("pre", { tabindex: "0" }, el("code", {})), el("p", { class: "tools" }, copyButton("Copy", s.text)));
  const cell = (name, label) => el("td", { class: `number ${name}`, "data-label": label });
  return el("tr", {}, el("th", { scope: "row" }, text), cell("share", "Share"), cell("calls", "Calls"), cell("p50", "Median"), cell("p95", "p95"), el("td", { class: "picture", "data-label": "p50 to max" }), cell("errors", "Errors"));
}

function update(row, s, slowest) {
  const part = (name) => row.querySelector(name);
  setText(part(".name"), s.summary || s.text || "(no text)");
  setText(part(".by"), [s.system, s.services.map((name) => name || "(no service.name)").join(", ")].filter(Boolean).join(" · "));
  setText(part("code"), s.text);
  if (row.share !== s.share) part(".share").replaceChildren(el("span", {}, percent(s.share)), share(s.share));
  row.share = s.share;
  setText(part(".calls"), count(s.calls));
  setText(part(".p50"), duration(s.p50));
  setText(part(".p95"), duration(s.p95));
  setText(part(".errors"), s.errors === 0 ? "–" : count(s.errors));
  const shown = [s.p50, s.p95, s.p99, s.max, slowest].join();
  if (row.shown === shown) return;
  row.shown = shown;
  part(".picture").replaceChildren(latency(s, slowest));
}

function share(part) {
  const bar = el("span", {});
  bar.style.setProperty("width", `${100 * part}%`);
  return el("span", { class: "bar", "aria-hidden": "true" }, bar);
}

/** A line from the median to the longest call, thick up to the 95th percentile; every statement on one scale. */
function latency(s, slowest) {
  const least = 1e-5; // seconds
  const at = (time) => 2 + (96 * Math.log(Math.max(time, least) / least)) / Math.log(Math.max(slowest, 10 * least) / least);
  const text = `median ${duration(s.p50)}, p95 ${duration(s.p95)}, p99 ${duration(s.p99)}, longest ${duration(s.max)}`;
  return svg(
    "svg",
    { viewBox: "0 0 100 12", preserveAspectRatio: "none", role: "img", "aria-label": text },
    svg("title", {}, text),
    svg("line", { class: "thin", x1: at(s.p50), x2: at(s.max), y1: 6, y2: 6 }),
    svg("line", { class: "thick", x1: at(s.p50), x2: at(s.p95), y1: 6, y2: 6 }),
    svg("line", { class: "tick", x1: at(s.p99), x2: at(s.p99), y1: 2, y2: 10 }),
  );
}
