// The script of /sign: fetches the rules behind the link, shows them as text, and sends the agreement.
const main = document.querySelector("main");
const form = main.querySelector("form");
const done = document.getElementById("done");
const token = location.hash.slice(1);
let rules = null;
let signed = null;

const part = (name) => main.querySelector(`[data-text="${name}"]`);
const write = (name, text) => (part(name).textContent = text);
// A day as YYYY-MM-DD, the same day wherever it is read.
const inWords = (day) => new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(new Date(day));
const today = () => {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
};

function show(state) {
  const states = [...main.querySelectorAll("[data-state]")];
  const known = state === null || states.some((each) => each.dataset.state === state);
  for (const each of states) each.hidden = each.dataset.state !== (known ? state : "refused");
}

function make(name, text, ...inside) {
  const element = document.createElement(name);
  if (text) element.textContent = text;
  element.append(...inside);
  return element;
}

// Who reminds: said once where it is one and the same for all rules.
const reminders = () => [...new Set(rules.groups.flatMap((group) => group.rules.map((rule) => rule.follow_up)))];
const isOne = () => reminders().length === 1;
const facts = (rule) =>
  [
    ["Why", rule.reason],
    ["If not", rule.consequence],
    ["Reminder", isOne() ? "" : rule.follow_up],
  ].filter(([, text]) => text);
const whoReminds = () => {
  if (!isOne()) return "";
  const [name] = reminders();
  return name ? `Reminders come from ${name}.` : "Reminders come by themselves, on a schedule.";
};

function draw() {
  const business = rules.business || "The business that sent you this";
  document.title = rules.business ? `How we work together · ${rules.business}` : document.title;
  write("business", rules.business);
  write("greeting", `Dear ${rules.client}, this is what we both can count on. Please read it before we begin.`);
  write("reminders", whoReminds());
  write("number", rules.number);
  write("written", inWords(rules.day));
  write("digest", rules.digest);
  write("today", inWords(today()));
  write("reader", business);
  const list = document.getElementById("rules");
  list.replaceChildren();
  for (const group of rules.groups) {
    if (group.title) list.append(make("h2", group.title));
    const items = group.rules.map((rule) => {
      const lines = facts(rule).flatMap(([term, text]) => [make("dt", term), make("dd", text)]);
      return make("li", "", make("p", rule.expectation), ...(lines.length ? [make("dl", "", ...lines)] : []));
    });
    list.append(make("ol", "", ...items));
  }
  main.querySelector("article").hidden = false;
}

function finish(day, name, again = false) {
  signed = { day, name };
  form.hidden = true;
  done.hidden = false;
  document.getElementById("again").hidden = !again;
  write("signed", agreed());
  write("greeting", `Dear ${rules.client}, this is what we agreed on ${inWords(day)}.`);
}

const agreed = () => `Agreed on ${inWords(signed.day)}${signed.name ? ` by ${signed.name}` : ""}`;

// Plain text: it opens everywhere, and whatever was typed stays what it is.
function copy() {
  const lines = ["How we work together", "", `Between: ${rules.business || "the business that sent this"}`, `and: ${rules.client}`, ""];
  if (whoReminds()) lines.push(whoReminds(), "");
  for (const group of rules.groups) {
    if (group.title) lines.push(group.title.toUpperCase(), "");
    for (const rule of group.rules) {
      lines.push(`* ${rule.expectation}`, ...facts(rule).map(([term, text]) => `  ${term}: ${text}`), "");
    }
  }
  lines.push(`Version ${rules.number} of ${inWords(rules.day)}`, `Fingerprint (SHA-256): ${rules.digest}`, "");
  lines.push(agreed(), "");
  return lines.join("\r\n");
}

document.getElementById("keep").addEventListener("click", () => {
  const link = make("a", "");
  link.href = URL.createObjectURL(new Blob(["\ufeff", copy()], { type: "text/plain;charset=utf-8" }));
  link.download = `how_we_work_together_${signed.day}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
});
document.getElementById("print").addEventListener("click", () => print());

async function ask(address, question) {
  const response = await fetch(address, {
    method: "POST",
    credentials: "omit",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token, ...question }),
  });
  return response.json();
}

// Shows the sentence for what went wrong, or none.
function complain(answer) {
  const sentences = [...form.querySelectorAll("[data-wrong]")];
  const known = answer === null || sentences.some((each) => each.dataset.wrong === answer);
  for (const each of sentences) each.hidden = each.dataset.wrong !== (known ? answer : "refused");
  form.elements.name.setAttribute("aria-invalid", String(answer === "nameless"));
  if (answer !== null) form.elements.name.focus();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const name = form.elements.name.value.trim();
  const button = form.querySelector("button");
  button.disabled = true;
  complain(null);
  try {
    const said = name ? await ask("/sign/agree", { name, day: today(), digest: rules.digest }) : { answer: "nameless" };
    if (said.answer === "agreed") finish(said.day, name);
    else if (said.answer === "signed") finish(said.day, "", true);
    else if (said.answer === "gone") location.reload(); // withdrawn meanwhile: nothing of it stays on the screen
    else complain(said.answer);
    if (!done.hidden) done.focus();
  } catch {
    complain("unavailable");
  }
  button.disabled = false;
});

addEventListener("hashchange", () => location.reload());
(async () => {
  try {
    const said = token ? await ask("/sign", {}) : { answer: "gone" };
    rules = said.document ?? null;
    show(rules ? null : said.answer);
    if (rules) draw();
    if (said.answer === "open") form.hidden = false;
    if (said.answer === "signed") finish(said.day, "");
  } catch {
    show("unavailable");
  }
})();
