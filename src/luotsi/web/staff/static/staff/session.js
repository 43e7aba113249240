// Warns before an unused session ends, and lets the person stay. Asking for the time left is no use of it.
const place = document.getElementById("session-warning");
const warning = Number(place.dataset.warning);
const box = place.firstElementChild;
const token = () => document.querySelector("input[name=csrfmiddlewaretoken]").value;

async function timeLeft(method = "GET") {
  const headers = { Accept: "application/json" };
  if (method === "POST") headers["X-CSRFToken"] = token();
  const answer = await fetch(place.dataset.url, { method, headers });
  return answer.status === 401 ? 0 : (await answer.json()).seconds_left;
}

function show(seconds) {
  if (seconds <= 0) {
    location.assign(place.dataset.signIn);
    return;
  }
  box.hidden = seconds > warning;
  setTimeout(look, 1000 * Math.max(5, seconds > warning ? seconds - warning : Math.min(seconds, 30)));
}

async function look() {
  try {
    show(await timeLeft());
  } catch {
    setTimeout(look, 30_000);
  }
}

box.querySelector("button").addEventListener("click", async () => {
  box.hidden = (await timeLeft("POST")) > warning;
});
look();
