// The stream of staff: says when to look again. While it is away the page looks by itself, every few seconds.
const MEANWHILE = 4000;
const PATIENCE = 3000;
const TYPING_EVERY = 3000;

export function listen(desk, look, typed) {
  let source = null;
  let cursor = "";
  let waiting = 0;
  let told = 0;

  function close() {
    clearTimeout(waiting);
    source?.close();
    source = null;
  }

  function came(event) {
    cursor = event.lastEventId || cursor;
    look();
  }

  function open() {
    close();
    const live = desk().dataset.live;
    if (!live) return;
    source = new EventSource(`${live}stream?cursor=${encodeURIComponent(cursor || desk().dataset.cursor)}`);
    source.addEventListener("entries", came);
    source.addEventListener("desk", came);
    source.addEventListener("signal", (event) => {
      const signal = JSON.parse(event.data);
      if (signal.signal === "typing" && signal.from === "client") typed(signal.log.replace("conversation:", ""));
    });
    source.addEventListener("cut", (event) => {
      const { reason } = JSON.parse(event.data);
      close();
      look();
      if (["expired", "slow", "closing"].includes(reason)) waiting = setTimeout(open, PATIENCE);
    });
    source.addEventListener("error", () => {
      close();
      waiting = setTimeout(open, PATIENCE + Math.random() * PATIENCE);
    });
  }

  setInterval(() => {
    if (!source || source.readyState !== EventSource.OPEN) look();
  }, MEANWHILE);
  // A connection that died while the network was away, or while the machine slept, may still look open.
  addEventListener("online", open);
  document.addEventListener("resume", open);
  open();

  return {
    // The page was drawn anew: its own cursor is the newest.
    restart() {
      cursor = desk().dataset.cursor;
      if (!source) open();
    },
    typing() {
      const id = desk().dataset.open;
      if (!id || !desk().dataset.live || Date.now() - told < TYPING_EVERY) return;
      told = Date.now();
      const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
      const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
      const address = `${desk().dataset.live}conversations/${id}/typing`;
      fetch(address, { method: "POST", body: "{}", headers }).catch(() => {});
    },
  };
}
