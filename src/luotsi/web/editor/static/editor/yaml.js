/* The text panel of a guidance path: line numbers, faults at their lines, and the proof while one writes.
   Without this script the field, the list of faults and saving work all the same. */

const WAIT_AFTER_TYPING = 700;

function goToLine(field, gutter, line) {
  const lines = field.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  const end = start + (lines[line - 1] || "").length;
  field.focus();
  field.setSelectionRange(start, end);
  const row = gutter.children[line - 1];
  if (row) field.scrollTop = Math.max(0, row.offsetTop - field.clientHeight / 4);
  field.scrollIntoView({ block: "nearest" });
}

function faultyLines(panel) {
  const found = panel ? panel.querySelectorAll("[data-line]") : [];
  return new Set(Array.from(found, (item) => item.dataset.line));
}

function markFaults(gutter, panel) {
  const faulty = faultyLines(panel);
  for (const row of gutter.children) row.toggleAttribute("data-faulty", faulty.has(row.dataset.number));
}

/* Only lines that changed are written again: a path has hundreds. */
function numberLines(field, gutter) {
  const lines = field.value.split("\n");
  while (gutter.children.length > lines.length) gutter.lastElementChild.remove();
  lines.forEach((text, index) => {
    let row = gutter.children[index];
    if (!row) {
      row = document.createElement("div");
      row.dataset.number = index + 1;
      gutter.append(row);
    }
    const shown = text || "\u200b";
    if (row.textContent !== shown) row.textContent = shown;
  });
  gutter.scrollTop = field.scrollTop;
}

function frame(field) {
  const box = document.createElement("div");
  const gutter = document.createElement("div");
  box.className = "luotsi-yaml-frame";
  gutter.className = "luotsi-yaml-lines";
  gutter.setAttribute("aria-hidden", "true");
  field.before(box);
  box.append(gutter, field);
  return gutter;
}

async function check(field, panel) {
  const status = panel.querySelector("[data-check-status]");
  const failed = panel.querySelector("[data-check-failed]");
  status.textContent = status.dataset.working;
  panel.setAttribute("aria-busy", "true");
  const body = new FormData();
  body.set("text", field.value);
  body.set("pk", panel.dataset.pk);
  body.set("code", document.querySelector("[name=code]")?.value || "");
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  try {
    const answer = await fetch(panel.dataset.checkUrl, { method: "POST", body, headers: { "X-CSRFToken": token } });
    // Whoever has been signed out is led to the door, which is no proof.
    if (!answer.ok || answer.redirected) throw new Error(`${answer.status}`);
    panel.querySelector("[data-check-result]").innerHTML = await answer.text();
    status.textContent = panel.querySelector("[data-verdict]")?.textContent || "";
    failed.hidden = true;
  } catch {
    status.textContent = failed.textContent;
    failed.hidden = false;
  }
  panel.removeAttribute("aria-busy");
}

function start(field) {
  const panel = document.querySelector("[data-check]");
  const gutter = frame(field);
  let timer = 0;
  let running = Promise.resolve();
  numberLines(field, gutter);
  markFaults(gutter, panel);
  field.addEventListener("scroll", () => { gutter.scrollTop = field.scrollTop; });
  field.addEventListener("input", () => {
    numberLines(field, gutter);
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(() => panel && check(field, panel)).then(() => markFaults(gutter, panel));
    }, WAIT_AFTER_TYPING);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-go-to-line]");
    if (!link) return;
    event.preventDefault();
    goToLine(field, gutter, Number(link.dataset.goToLine));
  });
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("textarea[data-yaml]").forEach(start);
});
