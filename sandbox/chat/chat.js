// Keeps the page fresh without a reload: asks once a second, swaps the parts marked data-live, sends forms quietly.
let tag = "";
const sheet = (text) => new DOMParser().parseFromString(text, "text/html");
const atEnd = (pane) => pane.scrollHeight - pane.scrollTop - pane.clientHeight < 60;

function swap(next, mine = false) {
  for (const pane of document.querySelectorAll("[data-live]")) {
    const fresh = next.querySelector(`[data-live="${pane.dataset.live}"]`);
    if (!fresh || fresh.innerHTML === pane.innerHTML || pane.contains(document.activeElement) && pane.querySelector("input:focus")) continue;
    const open = new Set([...pane.querySelectorAll("details[open][id]")].map((d) => d.id));
    const follow = mine || atEnd(pane);
    pane.innerHTML = fresh.innerHTML;
    for (const d of pane.querySelectorAll("details[id]")) if (open.has(d.id)) d.open = true;
    if (follow) pane.scrollTop = pane.scrollHeight;
  }
}

async function refresh() {
  const answer = await fetch(location.href, { headers: tag ? { "If-None-Match": tag } : {} });
  if (answer.status !== 200) return;
  tag = answer.headers.get("etag") || "";
  swap(sheet(await answer.text()));
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  const body = new URLSearchParams(new FormData(form, event.submitter));
  const before = document.querySelector(".speak input[name=text]").disabled;
  event.preventDefault();
  for (const menu of document.querySelectorAll("details[name=menu]")) menu.open = false;
  for (const field of form.querySelectorAll("input[name=text], input[name=ticket]")) field.value = "";
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body });
  const text = await answer.text();
  if (!answer.ok) return alert(text);
  const next = sheet(text);
  const now = next.querySelector(".speak input[name=text]");
  if (next.querySelector(".said") || (now && now.disabled !== before) || form.querySelector("[name=payload]")) location.href = answer.url;
  else swap(next, true);
});

document.querySelector(".who select").addEventListener("change", (event) => event.target.form.submit());
for (const pane of document.querySelectorAll(".talk, .sms, .tg")) pane.scrollTop = pane.scrollHeight;
setInterval(() => refresh().catch(() => {}), 1000);
