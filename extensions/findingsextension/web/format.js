// How numbers and times are written: short, and of one width where they stand below each other.

const whole = new Intl.NumberFormat("en-US");

export const count = (n) => whole.format(n);

export const times = (n) => (n === 1 ? "once" : `${count(n)} times`);

export const plural = (n, one, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;

/** Seconds in the unit that keeps three digits: 850 µs, 12.4 ms, 1.90 s, 2 min 5 s. */
export function duration(seconds) {
  const whole = Math.round(seconds); // before it is divided: 119.7 s are 2 min 0 s, not 1 min 60 s
  if (whole >= 3600) return `${count(Math.floor(whole / 3600))} h ${Math.floor((whole % 3600) / 60)} min`;
  if (seconds >= 100) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  if (seconds >= 0.9995) return `${digits(seconds)} s`;
  if (seconds >= 0.0009995) return `${digits(seconds * 1e3)} ms`;
  return seconds === 0 ? "0 ms" : `${Math.max(1, Math.round(seconds * 1e6))} µs`;
}

function digits(value) {
  if (value >= 99.95) return value.toFixed(0);
  return value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}

export function percent(part) {
  if (part > 0 && part < 0.001) return "< 0.1 %";
  return part < 0.1 ? `${(part * 100).toFixed(1)} %` : `${Math.round(part * 100)} %`;
}

/** How long ago a time was, by this machine's clock. */
export function ago(time, now = Date.now()) {
  const seconds = Math.max(0, (now - Date.parse(time)) / 1000);
  if (seconds < 5) return "just now";
  if (seconds < 60) return `${Math.floor(seconds / 5) * 5} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${plural(Math.floor(seconds / 86400), "day")} ago`;
}

/** Names as people read them: span_attribute is span attribute. */
export const words = (name) => name.replaceAll("_", " ");

export const kinds = { n_plus_one: "N+1", slow_query: "Slow query" };

/** An amount in the unit of a queue. */
export function amount(n, unit) {
  if (unit !== "bytes") return unit ? `${count(n)} ${unit}` : count(n);
  const steps = ["B", "KiB", "MiB", "GiB"];
  let step = 0;
  for (; n >= 1024 && step < steps.length - 1; step++) n /= 1024;
  return `${step === 0 || n >= 99.5 ? count(Math.round(n)) : n.toFixed(1)} ${steps[step]}`;
}
