// A conversation that comes from a panel which could not remember it, or that a form began before the chat's
// script was there: this tab can remember it, and goes on with it live. Where it cannot, its forms go on turn by turn.

import { canKeep, keep } from './keeping.js'

const { conversation, capability } = document.getElementById('turn').elements
const { area, live } = document.querySelector('[data-moved]').dataset

if (canKeep()) {
  const draft = document.getElementById('text')?.value || ''
  keep({ id: conversation.value, capability: capability.value, area, draft, outbox: [], enter: true, sound: false, read: 0 })
  location.replace(live)
}
