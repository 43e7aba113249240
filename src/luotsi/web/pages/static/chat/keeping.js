// What this tab remembers of the conversation: in the browser's session storage, or in memory where there is none.
// Nothing is put there before the client starts. No message of the conversation is, but those not sent yet.

const NAME = 'luotsi-chat'
let memory = null

function read () {
  try {
    return JSON.parse(sessionStorage.getItem(NAME))
  } catch (error) {
    return memory
  }
}

function write (kept) {
  memory = kept
  try {
    if (kept) sessionStorage.setItem(NAME, JSON.stringify(kept))
    else sessionStorage.removeItem(NAME)
  } catch (error) {
    // The browser keeps its storage shut, or it is full: memory serves until the page is closed.
  }
}

/** The conversation of this tab: {id, capability, area, outbox, draft, enter, sound, read}, or null. */
export const recall = () => {
  const kept = read()
  return kept && typeof kept.capability === 'string' ? { outbox: [], draft: '', enter: true, sound: false, read: 0, ...kept } : null
}

/** Whether the browser would remember it over a change of page; some deny that to a frame of another site. */
export function canKeep () {
  try {
    return sessionStorage.length >= 0
  } catch (error) {
    return false
  }
}

export const keep = kept => write(kept)
export const forget = () => write(null)
