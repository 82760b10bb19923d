import { el } from "./dom.js";
import { amount, count, duration, plural, words } from "./format.js";

const body = document.getElementById("export-body");

const verdicts = {
  ok: "Everything gets through.",
  waiting: "Data waits; nothing is lost.",
  losing: "Data is being lost or refused.",
  unknown: "Not known.",
};

const items = { traces: "spans", metrics: "points", logs: "records" };

/** The way out: is anything stuck, and what to do about it. */
export function showExport(answer) {
  const parts = [el("p", { class: "lead verdict", "data-health": answer.health }, verdicts[answer.health] ?? answer.health)];
  if (answer.problems.length > 0) parts.push(el("ul", { class: "problems" }, ...answer.problems.map((text) => el("li", {}, text))));
  if (answer.exporters.length > 0) parts.push(table(answer.exporters, minutes(answer.window)));
  else if (answer.health === "ok") parts.push(el("p", {}, "Nothing was sent yet."));
  if (answer.token) parts.push(el("p", { class: "note" }, token(answer.token)));
  body.replaceChildren(...parts);
}

const minutes = (seconds) => plural(Math.round(seconds / 60), "minute");

function table(exporters, window) {
  const head = (text, props = {}) => el("th", { scope: "col", ...props }, text);
  return el(
    "table",
    {},
    el("thead", {}, el("tr", {}, head("To"), head("Sent", { class: "number" }), head("Waiting", { class: "number" }), head("Lost", { class: "number" }))),
    el("tbody", {}, ...exporters.map((e) => row(e, window))),
  );
}

function row(e, window) {
  const lost = (e.failed ?? 0) + (e.rejected ?? 0);
  const lately = e.failed_lately + e.rejected_lately;
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, e.exporter, el("span", { class: "by" }, e.signal)),
    el("td", { class: "number" }, e.sent === undefined ? "–" : count(e.sent), el("span", { class: "by" }, items[e.signal] ?? words(e.signal))),
    el("td", { class: "number" }, e.queue_size === undefined ? "–" : amount(e.queue_size, e.queue_unit), el("span", { class: "by" }, full(e))),
    el("td", { class: "number" }, lost === 0 ? "–" : count(lost), lost === 0 ? null : el("span", { class: "by" }, `${lately === 0 ? "none" : count(lately)} in the last ${window}`)),
  );
}

function full(e) {
  if (!e.queue_capacity || e.queue_size === undefined) return "";
  const part = (100 * e.queue_size) / e.queue_capacity;
  return part > 0 && part < 1 ? "< 1 % full" : `${Math.round(part)} % full`;
}

function token(t) {
  const left = t.valid_for === undefined ? "valid" : t.valid_for > 0 ? `valid for ${duration(Math.floor(t.valid_for))}` : "none";
  const refused = t.refusals > 0 ? `; refused ${count(t.refusals)} times` : "";
  return `Token: ${left}${refused}.`;
}
