import { el, svg } from "./dom.js";
import { count, words } from "./format.js";

const body = document.getElementById("masking-body");

/** What was masked: by detector, with the last hour, and where. */
export function showMasking(answer) {
  if (answer.total === 0) {
    body.replaceChildren(
      el("p", { class: "lead" }, "Nothing was masked."),
      el("p", {}, "Personal data and secrets are counted here, never shown. If you expect some, put pii_masking into every pipeline, before slow_query."),
    );
    return;
  }
  const rows = detectors(answer);
  body.replaceChildren(
    el("p", { class: "lead" }, el("span", { class: "figure" }, count(answer.total)), answer.total === 1 ? " value" : " values"),
    el("ul", { class: "counts" }, ...rows.map(row)),
    el("p", { class: "note" }, "Bars: each of the last 60 minutes. Counts only, no value is kept."),
  );
}

/** Adds the counts of places and signals up for each detector, the most first. */
function detectors(answer) {
  const all = new Map(answer.detectors.map(({ detector, minutes }) => [detector, { detector, minutes, count: 0, places: new Map() }]));
  for (const c of answer.counts) {
    const known = all.get(c.detector) ?? { detector: c.detector, minutes: [], count: 0, places: new Map() };
    all.set(c.detector, known);
    known.count += c.count;
    const place = `${words(c.place)} (${c.signal})`;
    known.places.set(place, (known.places.get(place) ?? 0) + c.count);
  }
  return [...all.values()].sort((a, b) => b.count - a.count);
}

function row({ detector, minutes, count: n, places }) {
  const most = [...places].sort((a, b) => b[1] - a[1]);
  const told = most.slice(0, 3).map(([place, times]) => `${place} ${count(times)}`);
  if (most.length > 3) told.push(`${most.length - 3} more places`);
  return el("li", {}, el("span", { class: "name" }, words(detector)), spark(minutes), el("span", { class: "number" }, count(n)), el("span", { class: "places" }, told.join(", ")));
}

/** One bar for each minute, the highest as high as the picture. */
function spark(minutes) {
  const highest = Math.max(...minutes, 1);
  const bars = minutes.flatMap((n, at) => (n === 0 ? [] : [svg("rect", { x: at * 2, width: 1.6, y: 16 - Math.max(1, (16 * n) / highest), height: Math.max(1, (16 * n) / highest) })]));
  return svg("svg", { class: "spark", viewBox: "0 0 120 16", preserveAspectRatio: "none", "aria-hidden": "true" }, ...bars);
}
