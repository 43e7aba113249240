/* The text panel of a guidance path: line numbers, faults at their lines, and the proof while one writes.
   Without this script the field, the list of faults and saving work all the same. */

const WAIT_AFTER_TYPING = 700;

function goToLine(field, line) {
  const lines = field.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  const end = start + (lines[line - 1] || "").length;
  field.focus();
  field.setSelectionRange(start, end);
  const height = parseFloat(getComputedStyle(field).lineHeight);
  field.scrollTop = Math.max(0, (line - 4) * height);
  field.scrollIntoView({ block: "nearest" });
}

function faultyLines(panel) {
  const found = panel ? panel.querySelectorAll("[data-line]") : [];
  return new Set(Array.from(found, (item) => Number(item.dataset.line)));
}

function numberLines(field, gutter, panel) {
  const faulty = faultyLines(panel);
  const count = field.value.split("\n").length;
  const rows = [];
  for (let line = 1; line <= count; line += 1) {
    const row = document.createElement("span");
    row.textContent = `${faulty.has(line) ? "● " : ""}${line}\n`;
    if (faulty.has(line)) row.dataset.faulty = "";
    rows.push(row);
  }
  gutter.replaceChildren(...rows);
  gutter.scrollTop = field.scrollTop;
}

function frame(field) {
  const box = document.createElement("div");
  const gutter = document.createElement("pre");
  box.className = "luotsi-yaml-frame";
  gutter.className = "luotsi-yaml-lines";
  gutter.setAttribute("aria-hidden", "true");
  field.before(box);
  box.append(gutter, field);
  return gutter;
}

async function check(field, panel) {
  const status = panel.querySelector("[data-check-status]");
  status.textContent = status.dataset.working;
  const body = new FormData();
  body.set("text", field.value);
  body.set("pk", panel.dataset.pk);
  body.set("code", document.querySelector("[name=code]")?.value || "");
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(panel.dataset.checkUrl, { method: "POST", body, headers: { "X-CSRFToken": token } });
  if (!answer.ok) {
    status.textContent = "";
    return;
  }
  panel.querySelector("[data-check-result]").innerHTML = await answer.text();
  status.textContent = panel.querySelector("[data-verdict]")?.textContent || "";
}

function start(field) {
  const panel = document.querySelector("[data-check]");
  const gutter = frame(field);
  let timer = 0;
  let running = Promise.resolve();
  numberLines(field, gutter, panel);
  field.addEventListener("scroll", () => { gutter.scrollTop = field.scrollTop; });
  field.addEventListener("input", () => {
    numberLines(field, gutter, panel);
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(() => panel && check(field, panel)).catch(() => {}).then(() => numberLines(field, gutter, panel));
    }, WAIT_AFTER_TYPING);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-go-to-line]");
    if (!link) return;
    event.preventDefault();
    goToLine(field, Number(link.dataset.goToLine));
  });
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("textarea[data-yaml]").forEach(start);
});
