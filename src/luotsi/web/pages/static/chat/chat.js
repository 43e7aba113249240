// The chat's page: before a conversation, and into it. Without this file the page's forms do the same.

import { Live, newCapability, Refused, Unreachable } from './api.js'
import { canKeep, forget, keep, recall } from './keeping.js'
import { Talk } from './talk.js'

const root = document.getElementById('chat')
const before = document.getElementById('before')
const form = document.getElementById('start')
const RETRY = 2000
let page = null
let isStarting = false

/**
 * The conversation's screen comes once, beside the page, so that the page itself is small. From the mark on, what
 * starts the chat starts it live.
 */
const screen = fetch(root.dataset.screen, { credentials: 'omit' })
  .then(answer => answer.ok ? answer.text() : Promise.reject(new Unreachable(`status ${answer.status}`)))
  .then(text => {
    page = new DOMParser().parseFromString(text, 'text/html')
    root.dataset.isLive = ''
  })
  .catch(() => {})

function enter (kept, told) {
  before.hidden = true
  const talk = new Talk(root, kept, page)
  talk.mount(told)
  const heading = talk.screen.root.querySelector('h1')
  if (kept.isNew) heading.focus()
  delete kept.isNew
}

function tell (words) {
  const line = form.querySelector('[role=status]')
  line.textContent = words
}

async function start (event) {
  // Until the screen is here the browser sends the form itself, and the conversation goes on turn by turn.
  if (!page) return
  event.preventDefault()
  event.stopPropagation()
  if (isStarting) return
  isStarting = true
  const status = form.querySelector('[role=status]').dataset
  const agrees = event.submitter?.value === 'with'
  const area = form.elements.area.value
  tell(status.starting)
  // The same capability again, should the answer get lost: two openings with it are one conversation.
  start.capability ||= newCapability()
  const kept = { capability: start.capability, area, outbox: [], draft: '', enter: true, sound: false, read: 0 }
  const { packet, municipality, reason, needed } = form.dataset
  const handed = agrees ? { packet: JSON.parse(packet), municipality, reason } : {}
  let told
  try {
    told = await new Live(root.dataset.live, kept).open({
      area, language: document.documentElement.lang, queue: true, consent: agrees, needed_at: needed, ...handed
    })
  } catch (error) {
    const words = JSON.parse(page.getElementById('words').dataset.words)
    return tell(error instanceof Refused ? words[`refused.${error.code}`] || words.refused : status.failed)
  } finally {
    isStarting = false
  }
  Object.assign(kept, { id: told.id, capability: told.capability || kept.capability })
  keep(kept)
  enter({ ...kept, isNew: true }, told)
}

/** The conversation that this tab has. */
async function resume (kept) {
  before.hidden = true
  await screen
  if (!page) return byForms(kept)
  const told = await looked(new Live(root.dataset.live, kept))
  if (told) return enter(kept, told)
  forget()
  before.hidden = false
}

/** Without the screen the page's forms go on with it, turn by turn. */
function byForms ({ id, capability }) {
  const turn = document.createElement('form')
  Object.assign(turn, { method: 'post', action: location.pathname, hidden: true })
  for (const [name, value] of Object.entries({ conversation: id, capability, do: 'look' })) {
    turn.append(Object.assign(document.createElement('input'), { name, value }))
  }
  document.body.append(turn)
  turn.submit()
}

/** As it stands now, however long that takes to learn; null when it is no more. */
async function looked (live) {
  for (;;) {
    try {
      return await live.look()
    } catch (error) {
      // Only the server itself can say so: a proxy's page must not cost the client the conversation.
      if (error instanceof Refused && error.code && error.status !== 429) return null
      await new Promise(resolve => setTimeout(resolve, RETRY))
    }
  }
}

const kept = recall()
if (kept?.id) resume(kept)
if (!canKeep()) {
  for (const notice of document.querySelectorAll('[data-unkept]')) notice.hidden = false
  for (const promise of document.querySelectorAll('[data-kept]')) promise.hidden = true
}
form?.addEventListener('submit', start)
