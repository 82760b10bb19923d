import { follow, read, single } from "./api.js";
import { setText } from "./dom.js";
import { showExport } from "./export.js";
import { Findings } from "./findings.js";
import { showMasking } from "./masking.js";
import { onMoreStatements, showStatements, statementsShown } from "./statements.js";

const live = document.getElementById("live");
const problem = document.getElementById("problem");
const findings = new Findings();
const problems = new Map(); // of the lists that could not be read, by name

/** Reads a list and shows it. What went wrong on the way is told until the same list is there again. */
const list = (path, parameters, show) =>
  single(async () => {
    try {
      await show(await read(path, parameters()));
      problems.delete(path);
    } catch (error) {
      problems.set(path, error);
    }
    tell();
  });

const lists = {
  findings: list("findings", () => findings.parameters(), (answer) => findings.show(answer)),
  statements: list("statements", () => ({ limit: statementsShown() }), (answer) => {
    findings.looked(answer.calls);
    showStatements(answer);
  }),
  masking: list("masking", () => ({}), showMasking),
  export: list("export", () => ({}), showExport),
};

function tell() {
  problem.hidden = problems.size === 0;
  const lost = [...problems.values()].some((error) => error instanceof TypeError); // what fetch throws when nobody answers
  const each = [...problems].map(([name, error]) => `${titles[name]}: ${error.message}`).join(" ");
  setText(problem, lost ? "The collector does not answer. What is shown is from before; the page goes on by itself when it is back." : each);
}

const titles = { findings: "Findings", statements: "Statements", masking: "Masked", export: "Export" };

const states = {
  live: "Live",
  lost: "Connection lost, trying again",
  resting: "Resting while hidden",
};

findings.onchange = lists.findings;
onMoreStatements(lists.statements);
Object.values(lists).forEach((read) => read());
follow(
  (changed) => changed.forEach((name) => lists[name]?.()),
  (state) => {
    live.dataset.state = state;
    setText(live, states[state]);
    if (state === "lost") lists.findings(); // tells what is wrong
  },
);
setInterval(() => findings.age(), 5000);
