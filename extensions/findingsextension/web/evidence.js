import { el } from "./dom.js";
import { count, duration } from "./format.js";

/** The evidence as a picture: rows of bars over one time axis. */
export function evidence(f) {
  const e = f.example;
  const picture = e.n_plus_one ? repeated(f) : slow(f);
  if (!picture) return [];
  const { rows, from, to, caption } = picture;
  const at = (time) => (100 * (time - from)) / (to - from || 1);
  return [
    el(
      "figure",
      { class: "waterfall" },
      el("figcaption", {}, caption),
      el("ol", { class: "rows" }, ...rows.map((row) => drawn(row, at))),
      el("p", { class: "axis", "aria-hidden": "true" }, el("span", {}, "0"), el("span", {}, duration(to - from))),
    ),
  ];
}

function drawn(row, at) {
  const track = el("span", { class: "track", "aria-hidden": "true" });
  for (const bar of row.bars) {
    const node = el("span", { class: `bar ${bar.look}` });
    const left = Math.min(Math.max(at(bar.from), 0), 99.6);
    node.style.setProperty("left", `${left}%`);
    node.style.setProperty("width", `${Math.max(0.4, Math.min(at(bar.to), 100) - left)}%`);
    track.append(node);
  }
  return el("li", { class: row.look ?? "" }, el("span", { class: "label", title: row.label }, row.label), track, el("span", { class: "time" }, row.time ?? ""));
}

/** The parent, the query before, the gap, the first calls one by one, and the rest. */
function repeated(f) {
  const e = f.example;
  const n = e.n_plus_one;
  const mean = n.repeats > 0 ? n.total / n.repeats : 0;
  const end = Math.max(n.end, e.duration, mean);
  const rows = [];
  const parent = n.parent;
  if (parent) rows.push({ label: e.span_name || "the span that makes the calls", time: duration(parent.duration), bars: [bar(parent.offset, parent.offset + parent.duration, "parent")] });
  rows.push(...before(n));
  const starts = n.calls.map((call) => call.offset).filter((offset) => offset !== undefined);
  for (const [index, start] of starts.entries()) rows.push(one(f, index, start, length(n, starts, index, mean)));
  const rest = n.repeats - starts.length;
  if (rest > 0) rows.push({ look: "call", label: starts.length > 0 ? `${count(rest)} more` : name(f), time: starts.length > 0 ? "" : duration(e.duration), bars: [bar(lastOf(starts, mean), end, "rest")] });
  const from = Math.min(0, parent?.offset ?? 0, n.source_call?.offset ?? 0);
  const to = Math.max(end, parent ? parent.offset + parent.duration : 0);
  return { rows, from, to, caption: `The worst of them: ${count(n.repeats)} calls, ${duration(e.duration)} in all. A bar of one call has the mean length, ${duration(mean)}, or ends where the next begins.${e.complete ? "" : " Calls may have come after this."}` };
}

function before(n) {
  const asked = n.source_call;
  if (!asked) return n.source ? [{ label: `${n.source} (before)`, time: "", bars: [] }] : [];
  const end = asked.offset + asked.duration;
  const rows = [{ label: n.source, time: duration(asked.duration), bars: [bar(asked.offset, end, "source")] }];
  if (end < 0) rows.push({ look: "gap", label: "gap before the first call", time: duration(-end), bars: [bar(end, 0, "gap")] });
  return rows;
}

/** Of single calls the start is known; one of several in a row ended before the next began. */
function length(n, starts, index, mean) {
  const next = starts[index + 1];
  return n.concurrency === "sequential" && next !== undefined ? Math.min(mean, next - starts[index]) : mean;
}

const one = (f, index, start, took) => ({ look: "call", label: index === 0 ? name(f) : `call ${index + 1}`, time: "", bars: [bar(start, start + took, "call")] });
const name = (f) => `${f.example.summary || f.example.text} × ${count(f.example.n_plus_one.repeats)}`;
const lastOf = (starts, mean) => (starts.length > 0 ? starts[starts.length - 1] + mean : 0);
const bar = (from, to, look) => ({ from, to, look });

/** The call beside what is normal and what was the limit. */
function slow(f) {
  const e = f.example;
  const s = e.slow_query;
  if (!s) return null;
  const rows = [{ look: "call", label: e.summary || e.span_name || "this call", time: duration(e.duration), bars: [bar(0, e.duration, "call")] }];
  if (s.baseline_p95 !== undefined) rows.push({ label: "normal (95 of 100 calls)", time: duration(s.baseline_p95), bars: [bar(0, s.baseline_p95, "source")] });
  if (s.threshold > 0) rows.push({ label: s.reason === "baseline" ? "slow from here on, by what is normal" : "slow from here on (threshold)", time: duration(s.threshold), bars: [bar(0, s.threshold, "parent")] });
  return { rows, from: 0, to: Math.max(e.duration, s.threshold, s.baseline_p95 ?? 0), caption: "The worst of them, beside what is normal." };
}
