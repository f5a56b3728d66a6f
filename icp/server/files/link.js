// The script of the three pages under /r: it asks this server and shows the paragraph that fits the answer.
const main = document.querySelector("main");
const form = main.querySelector("form");
const page = main.dataset.page;
const address = { open: "/r", new: "/r/new", rekey: "/r/rekey" }[page];
let key = null;

function show(answer, names = {}) {
  const parts = [...main.querySelectorAll("[data-answer]")];
  const known = parts.some((part) => part.dataset.answer === answer);
  for (const part of parts) part.hidden = part.dataset.answer !== (known ? answer : "refused");
  for (const part of main.querySelectorAll("[data-name]")) {
    part.textContent = names[part.dataset.name] ? `“${names[part.dataset.name]}”` : part.dataset.nameless;
  }
  if (page === "open" && !["wait", "ask", "first"].includes(answer)) form.hidden = false;
}

async function ask(question) {
  const response = await fetch(address, {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(question),
  });
  return response.json();
}

async function go(replace = false) {
  show("wait");
  try {
    let said;
    if (page === "rekey") {
      said = await ask({ step: "prepare" });
      if (said.answer === "prepared") said = await ask({ step: "move" });
    } else {
      said = await ask({ key, replace });
    }
    if (said.answer === "opened") location.replace("/");
    else show(said.answer, said);
  } catch {
    show("unavailable");
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  key = page === "open" ? form.elements.key.value : null;
  go();
});
for (const button of main.querySelectorAll("[data-do=replace]")) button.addEventListener("click", () => go(true));

if (page === "open") {
  const open = () => {
    const fragment = location.hash.slice(1);
    // The key leaves the address bar and the history before anything else happens.
    if (fragment) history.replaceState(null, "", "/r");
    key = fragment;
    if (fragment) go();
    else show("paste");
  };
  addEventListener("hashchange", () => location.hash && open());
  open();
}
