// What is asked of the collector.

/** Reads a list. The error is the answer's own, which says what to change. */
export async function read(path, parameters = {}) {
  const query = new URLSearchParams(parameters).toString();
  const response = await fetch(`/api/v1/${path}${query && "?"}${query}`, { headers: { Accept: "application/json" } });
  const answer = await response.json().catch(() => null);
  if (response.ok && answer) return answer;
  throw new Error(answer?.error ?? `The collector answered ${response.status}.`);
}

/**
 * Follows the stream of events while the page can be seen. changed gets the names of the lists to read again; state is
 * one of live, lost and resting.
 */
export function follow(changed, state) {
  let source = null;
  const open = () => {
    source = new EventSource("/api/v1/events");
    source.addEventListener("open", () => {
      state("live");
      changed(["findings", "statements", "masking", "export"]);
    });
    source.addEventListener("update", (event) => changed(JSON.parse(event.data).changed));
    source.addEventListener("dropped", (event) => state("lost", JSON.parse(event.data).reason));
    source.addEventListener("error", () => {
      state("lost");
      if (source.readyState === EventSource.CLOSED) setTimeout(again, 3000); // refused: the browser does not try again
    });
  };
  const again = () => {
    source?.close();
    source = null;
    if (document.hidden) state("resting");
    else open();
  };
  document.addEventListener("visibilitychange", again);
  again();
}

/** Runs a job at most once at a time; asked for while it runs, it runs once more. */
export function single(job) {
  let running = false;
  let wanted = false;
  return async () => {
    wanted = true;
    if (running) return;
    running = true;
    while (wanted) {
      wanted = false;
      await job();
    }
    running = false;
  };
}
