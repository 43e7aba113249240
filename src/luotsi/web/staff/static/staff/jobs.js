// Keeps the page of jobs fresh: only what has changed is replaced, never what has the focus, and only while
// somebody looks. A job that changes its state is said once.
const EVERY = 5000;
const place = document.getElementById("jobs-now");
const said = document.getElementById("jobs-said");

function renew(fresh) {
  const changes = [];
  for (const now of fresh.querySelectorAll("[id]")) {
    const before = document.getElementById(now.id);
    if (!before || before.contains(document.activeElement) || before.innerHTML === now.innerHTML) continue;
    before.innerHTML = now.innerHTML;
    if (now.dataset.said && now.dataset.said !== before.dataset.said) {
      before.dataset.said = now.dataset.said;
      changes.push(now.dataset.said);
    }
  }
  if (changes.length) said.textContent = changes.join(". ");
}

async function look() {
  if (!document.hidden) {
    const answer = await fetch(place.dataset.url, { headers: { Accept: "text/html" } });
    // Signed out: the page itself says so.
    if (answer.redirected || answer.status === 401 || answer.status === 403) return;
    if (answer.ok) renew(new DOMParser().parseFromString(await answer.text(), "text/html"));
  }
  setTimeout(start, EVERY);
}

function start() {
  look().catch(() => setTimeout(start, 6 * EVERY));
}

setTimeout(start, EVERY);
