// The script of /lead: it asks this server about the key behind the # and shows the paragraph that fits the answer.
const main = document.querySelector("main");
const form = main.querySelector("form");
let key = "";

function show(answer, said = {}) {
  const parts = [...main.querySelectorAll("[data-answer]")];
  const known = parts.some((part) => part.dataset.answer === answer);
  for (const part of parts) part.hidden = part.dataset.answer !== (known ? answer : "refused");
  for (const part of main.querySelectorAll("[data-name]")) {
    const name = said[part.dataset.name];
    part.textContent = name ? `“${name}”` : "";
    part.closest("[data-only]")?.toggleAttribute("hidden", !name);
  }
  if (!["wait", "ask"].includes(answer)) form.hidden = false;
}

async function go(sure = false) {
  show("wait");
  try {
    const response = await fetch("/lead", {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ key, sure }),
    });
    const said = await response.json();
    if (said.answer === "opened") location.replace("/coach");
    else show(said.answer, said);
  } catch {
    show("unavailable");
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  key = form.elements.key.value.split("#").pop().trim();
  go();
});
main.querySelector("[data-do=sure]").addEventListener("click", () => go(true));

function open() {
  const fragment = location.hash.slice(1);
  // The key leaves the address bar and the history before anything else happens.
  if (fragment) history.replaceState(null, "", "/lead");
  key = fragment;
  if (fragment) go();
  else show("paste");
}
addEventListener("hashchange", () => location.hash && open());
open();
