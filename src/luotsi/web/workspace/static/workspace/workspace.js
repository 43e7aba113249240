// Makes the workspace live. The server draws everything: this script asks for the same page again when the stream
// says that something has come, and takes over what is new, never what the person is writing in.
import { listen } from "./listening.js";

const EVERY = 20000;
const PATIENCE = 20000;
const DRAFTED = ["text", "note"];
const frame = document.querySelector(".l-ws");
const desk = () => document.getElementById("ws");
const drafts = new Map();
let isLooking = false;
let again = false;
let visits = 0;
let place = location.pathname + location.search;

frame.classList.add("l-ws--live");

async function fetched(address, request = {}) {
  // Without an end to it, one answer that never comes would hold up every look after it.
  const signal = AbortSignal.timeout(PATIENCE);
  const answer = await fetch(address, { ...request, signal, headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!page.getElementById("ws")) {
    // The proxy's own page, while the server starts anew or is asked too often: as good as no network.
    if (answer.status === 429 || answer.status >= 500) throw new Error(`status ${answer.status}`);
    // Signed out, or no longer allowed: the page itself says so.
    location.assign(answer.url || address);
    throw new Error("no desk");
  }
  return { page, address: answer.url, status: answer.status };
}

function wears(part, fresh) {
  if (fresh.dataset.sig !== undefined) return part.dataset.sig === fresh.dataset.sig;
  // Every form gets another token each time; one that is here already is as good, and shows no change.
  const token = part.querySelector("[name=csrfmiddlewaretoken]")?.getAttribute("value");
  for (const field of token ? fresh.querySelectorAll("[name=csrfmiddlewaretoken]") : []) {
    field.setAttribute("value", token);
  }
  for (const open of fresh.querySelectorAll("details[id]")) {
    open.toggleAttribute("open", document.getElementById(open.id)?.open ?? open.open);
  }
  return part.isEqualNode(fresh);
}

function replace(part, fresh) {
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  if (focused?.matches("input, textarea, select")) return;
  part.replaceWith(document.adoptNode(fresh));
  if (focused) (document.getElementById(focused.id) ?? document.getElementById("ws-title"))?.focus();
}

function said(line) {
  const words = document.createElement("p");
  words.textContent = line;
  document.getElementById("ws-said").append(words);
  setTimeout(() => words.remove(), 20000);
}

function announce(line) {
  if (line.dataset.look === "client" || line.dataset.look === "alarm") {
    said([...line.querySelectorAll("p")].map((part) => part.textContent).join(" "));
    sound();
  }
}

function takeLines(page) {
  const log = document.getElementById("ws-log");
  const scroll = document.getElementById("ws-scroll");
  if (!log) return;
  const isAtEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
  for (const line of page.querySelectorAll("#ws-log > li")) {
    if (document.getElementById(line.id)) continue;
    log.append(document.adoptNode(line));
    announce(line);
    if (line.dataset.look === "client") document.getElementById("ws-typing").textContent = "";
  }
  if (isAtEnd) toEnd();
}

function toEnd() {
  const scroll = document.getElementById("ws-scroll");
  if (scroll) scroll.scrollTop = scroll.scrollHeight;
}

function unreadNames(page) {
  return new Map(
    [...page.querySelectorAll("#ws-own [data-talk]")]
      .filter((link) => link.querySelector(".l-ws__unread"))
      .map((link) => [link.id, link.textContent.replace(/\s+/g, " ").trim()]),
  );
}

// What has come since: the lists, how the conversation stands, its new lines.
function renew(page) {
  if (page.getElementById("ws").dataset.open !== desk().dataset.open) return;
  const before = unreadNames(document);
  const now = unreadNames(page);
  for (const fresh of page.querySelectorAll("[data-part]")) {
    const part = document.getElementById(fresh.id);
    if (part && !wears(part, fresh)) replace(part, fresh);
  }
  takeLines(page);
  document.title = page.title;
  for (const [id, name] of now) {
    if (before.get(id) === name) continue;
    said(`${desk().dataset.elsewhere} ${name}`);
    sound();
  }
}

// Another page, or the answer to a form: everything is taken over, and what was being written stays.
function show({ page, address, status }, focus) {
  keepDraft();
  const [column, fresh] = [desk().parentElement, page.getElementById("ws").parentElement];
  const keeps = (node) => node.id === "ws" || node.id === "session-warning";
  for (const node of [...column.children]) if (!keeps(node)) node.remove();
  const words = [...fresh.children].filter((node) => !keeps(node));
  const told = words.map((node) => node.textContent.trim()).join(" ");
  desk().replaceWith(document.adoptNode(page.getElementById("ws")));
  desk().before(...words.map((node) => document.adoptNode(node)));
  document.title = page.title;
  history.replaceState(null, "", address);
  place = location.pathname + location.search;
  giveDraft(status);
  toEnd();
  document.getElementById("ws-told").textContent = told;
  const summary = document.querySelector("[data-error-summary]");
  (summary ?? document.getElementById(focus) ?? document.getElementById("ws-title")).focus();
  stream.restart();
}

function keepDraft() {
  for (const name of DRAFTED) {
    const field = document.getElementById(name);
    if (field) drafts.set(`${desk().dataset.open} ${name}`, field.value);
  }
}

function giveDraft(status) {
  if (status >= 400) return;
  for (const name of DRAFTED) {
    const field = document.getElementById(name);
    if (field) field.value = drafts.get(`${desk().dataset.open} ${name}`) ?? field.value;
  }
}

async function look() {
  again = isLooking;
  if (isLooking) return;
  isLooking = true;
  let found = null;
  try {
    found = await fetched(desk().dataset.now);
  } catch {
    // The network is away: the next look tells.
  }
  isLooking = false;
  if (again) look();
  if (found) renew(found.page);
}

const stream = listen(desk, look, (from) => {
  const typing = document.getElementById("ws-typing");
  if (!typing || from !== desk().dataset.open) return;
  typing.textContent = desk().dataset.typing;
  clearTimeout(typing.timer);
  typing.timer = setTimeout(() => {
    typing.textContent = "";
  }, 6000);
});

// What is being written in a conversation, open or not.
function write(open, name, change) {
  const field = desk().dataset.open === open ? document.getElementById(name) : null;
  const key = `${open} ${name}`;
  if (field) field.value = change(field.value);
  else if (name) drafts.set(key, change(drafts.get(key) ?? ""));
}

// A field is empty as soon as its words are on their way, for the next ones; what does not arrive comes back.
async function send(form, button) {
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  const from = desk().dataset.open;
  const body = new URLSearchParams(new FormData(form, button));
  const field = DRAFTED.find((name) => form.querySelector(`#${name}`)) ?? "";
  const words = body.get(field) ?? "";
  write(from, field, () => "");
  let found;
  try {
    found = await fetched(form.action, { method: "POST", body });
  } catch {
    form.removeAttribute("aria-busy");
    write(from, field, (next) => joined(words, next));
    tell(desk().dataset.failed);
    return;
  }
  // Whoever has gone to another conversation meanwhile stays there.
  const isHere = desk().dataset.open === from;
  if (isHere) show(found, field);
  else look();
  if (found.status < 400) return;
  const next = drafts.get(`${from} ${field}`) ?? "";
  write(from, field, () => joined(words, next));
  if (!isHere) tell(found.page.querySelector("[data-error-summary]")?.textContent.trim() ?? "");
}

const joined = (...parts) => parts.filter(Boolean).join("\n");

function tell(words) {
  document.getElementById("ws-told").textContent = words;
  typingLine(words);
}

function typingLine(words) {
  const line = document.getElementById("ws-typing");
  if (line) line.textContent = words;
}

// The conversation that was asked for last is the one that is shown, in whatever order the answers come.
async function visit(address) {
  visits += 1;
  const mine = visits;
  let found;
  try {
    found = await fetched(address);
  } catch {
    if (mine === visits) location.assign(address);
    return;
  }
  if (mine === visits) show(found, "ws-title");
}

addEventListener("popstate", () => {
  // A link to a place on this page leads to no other page, and back to this one is nowhere else.
  if (location.pathname + location.search === place) visits += 1;
  else visit(location.href);
});
frame.addEventListener("submit", (event) => {
  event.preventDefault();
  send(event.target, event.submitter);
});
frame.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-talk]");
  const phrase = event.target.closest("[data-phrase]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    history.pushState(null, "", link.href);
    visit(link.href);
  }
  if (phrase) {
    const field = document.getElementById("text");
    field.value = joined(field.value.trim(), phrase.dataset.phrase);
    field.focus();
  }
});

frame.addEventListener("keydown", (event) => {
  const isMessage = event.target.id === "text" && event.key === "Enter" && !event.shiftKey && !event.isComposing;
  if (!isMessage || !("shortcuts" in desk().dataset)) return;
  event.preventDefault();
  if (event.target.value.trim()) event.target.form.requestSubmit();
});
frame.addEventListener("input", (event) => {
  if (event.target.id === "text") stream.typing();
});

const KEYS = {
  KeyN: () => document.getElementById("ws-next")?.click(),
  KeyO: () => {
    const links = [...document.querySelectorAll("#ws-own [data-talk]")];
    const here = links.findIndex((link) => link.hasAttribute("aria-current"));
    links[(here + 1) % links.length]?.click();
  },
  KeyM: () => document.getElementById("text")?.focus(),
  KeyK: () => {
    const note = document.getElementById("ws-note");
    if (!note) return;
    note.open = true;
    document.getElementById("note").focus();
  },
  KeyL: () => document.getElementById("ws-scroll")?.focus(),
};

addEventListener("keydown", (event) => {
  const isOurs = event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey && KEYS[event.code];
  if (!isOurs || !("shortcuts" in desk().dataset)) return;
  event.preventDefault();
  KEYS[event.code]();
});

function sound() {
  // Before the first touch of the page a browser lets nothing sound.
  if (!("sound" in desk().dataset) || navigator.userActivation?.hasBeenActive === false) return;
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const loudness = audio.createGain();
  loudness.gain.value = 0.05;
  tone.frequency.value = 660;
  tone.connect(loudness).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.15);
  tone.onended = () => audio.close();
}

toEnd();
setInterval(look, EVERY);
