import { copyButton, el } from "./dom.js";
import { evidence } from "./evidence.js";
import { count, duration } from "./format.js";

/** What is known of a finding: the fix, the evidence, the statement, and where to look on. */
export function detail(f, only) {
  const e = f.example;
  const parts = [...evidence(f)];
  if (e.text) {
    parts.push(
      el("div", { class: "statement" }, el("div", { class: "head" }, el("h3", {}, e.n_plus_one && ["http", "rpc"].includes(e.n_plus_one.call) ? "Request" : "Statement"), copyButton("Copy", e.text)), el("pre", { tabindex: "0" }, el("code", {}, e.text))),
    );
  }
  parts.push(el("dl", { class: "facts" }, ...facts(f, only).flatMap(([name, ...value]) => [el("dt", {}, name), el("dd", {}, ...value)])));
  return parts;
}

function facts(f, only) {
  const e = f.example;
  const all = [];
  if (e.trace_id) all.push(["Trace", ...trace(e)]);
  if (e.code) all.push(["Code", code(e.code)]);
  if (e.n_plus_one) all.push(["Calls", calls(e.n_plus_one)]);
  if (e.slow_query) all.push(["Normal", normal(e.slow_query)]);
  if (e.system) all.push(["System", e.system]);
  all.push(["Route", `${f.route || "(no name)"} `, el("button", { type: "button", class: "copy", onclick: () => only(f.route) }, "Only this route")]);
  all.push(["Fingerprint", el("code", {}, f.fingerprint)]);
  return all;
}

function trace(e) {
  const id = el("code", {}, e.trace_id);
  const shown = e.trace_link ? el("a", { href: e.trace_link, rel: "noreferrer noopener", target: "_blank" }, id) : id;
  return [shown, " ", copyButton("Copy id", e.trace_id)];
}

function code({ function: name, file, line }) {
  const place = file ? `${file}${line ? `:${line}` : ""}` : "";
  return el("code", {}, [name, place].filter(Boolean).join(" in "));
}

const parameters = { identical: "with the same parameters", different: "with different parameters", unknown: "" };
const order = { sequential: "one after the other", parallel: "beside each other" };

function calls(n) {
  const via = n.via.length > 0 ? `through ${n.via.join(" › ")}` : "";
  return [`${count(n.repeats)} ${order[n.concurrency]}`, parameters[n.parameters], via].filter(Boolean).join(", ");
}

function normal(s) {
  if (s.baseline_p95 === undefined) return "not known yet";
  const learned = s.samples === undefined ? "" : `, learned from ${count(s.samples)} calls`;
  return `95 of 100 calls take at most ${duration(s.baseline_p95)}${learned}`;
}
