// Receiving: one stream, read by fetch so that the ticket stays in a header, taken up again where it broke off.
// Where a network holds streams back, long polling does the same.

import { ask, Refused, tell, Unreachable } from './api.js'

const FIRST = 500
const LONGEST = 30000
const SILENCE = 40000 // The server says something every 15 s.
const FIRST_WORD = 20000
const POLL = 25
const ENDS = new Set(['signed_out', 'no_right', 'gone'])

/** The events of a text/event-stream as they come; `heard` is called for every piece, comments too. */
export async function * events (body, heard) {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      heard()
      text += decoder.decode(value, { stream: true })
      const parts = text.split(/\r?\n\r?\n/)
      text = parts.pop()
      for (const part of parts) {
        const event = parsed(part)
        if (event) yield event
      }
    }
  } finally {
    reader.cancel().catch(() => {})
  }
}

/** One event: {id, event, data}; null for a comment. */
export function parsed (part) {
  const found = { id: '', event: 'message', data: '' }
  for (const line of part.split(/\r?\n/)) {
    const colon = line.indexOf(':')
    if (colon < 1) continue
    const name = line.slice(0, colon)
    const value = line.slice(colon + 1).replace(/^ /, '')
    if (name === 'data') found.data += (found.data && '\n') + value
    else if (name in found) found[name] = value
  }
  return found.data ? { ...found, data: JSON.parse(found.data) } : null
}

export class Stream {
  /**
   * `ticket()` gives a new ticket. `on(event, data)` is told of every event, `link(state)` whether it is
   * "on", "slow" or "off", and `ended(reason)` when there is no use in going on.
   */
  constructor (root, { ticket, cursor = '', on, link, ended }) {
    Object.assign(this, { root, newTicket: ticket, cursor, on, link, ended })
    this.ticket = ''
    this.fails = 0
    this.mutes = 0
    this.isStopped = false
    this.heardAt = 0
    this.abort = new AbortController()
    this.nap = null
  }

  start (ticket = '') {
    this.ticket = ticket
    this.run()
  }

  stop () {
    this.isStopped = true
    this.abort.abort()
    this.nap?.()
  }

  /** The tab or the network is awake again: what has been silent for long is opened anew, and at once. */
  wake ({ isSure = false, isOtherNetwork = false } = {}) {
    this.fails = 0
    // Where the last one held streams back, this one may be tried once.
    if (isOtherNetwork) this.mutes = Math.min(this.mutes, 1)
    if (isSure || Date.now() - this.heardAt > SILENCE / 2) this.abort.abort()
    this.nap?.()
  }

  async run () {
    while (!this.isStopped) {
      this.abort = new AbortController()
      try {
        this.ticket ||= await this.newTicket()
        await (this.mutes > 1 ? this.poll() : this.listen())
        if (this.fails === 0) continue
      } catch (error) {
        if (this.isStopped) return
        if (error instanceof Refused && error.status === 401) {
          this.ticket = ''
        } else if (error instanceof Refused && error.code && error.status !== 429) {
          // A refusal without a code is none of ours: a proxy's page, or that of a network which wants a log-in.
          this.isStopped = true
          this.ended(error.code)
          return
        }
      }
      this.fails += 1
      if (this.fails > 1) this.link(navigator.onLine === false ? 'off' : 'slow')
      await this.sleep(Math.min(LONGEST, FIRST * 2 ** (this.fails - 1)) * (0.5 + Math.random()))
    }
  }

  sleep (time) {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, time)
      this.nap = () => { clearTimeout(timer); resolve() }
    })
  }

  address (name, more = '') {
    return `${this.root}${name}?cursor=${encodeURIComponent(this.cursor)}${more}`
  }

  get headers () {
    return { Authorization: `Ticket ${this.ticket}` }
  }

  async listen () {
    const { abort } = this
    let hasSpoken = false
    let isMute = false
    let timer = 0
    const heard = () => {
      hasSpoken = true
      this.heardAt = Date.now()
      this.well()
      clearTimeout(timer)
      timer = setTimeout(() => abort.abort(new Unreachable('silence')), SILENCE)
    }
    timer = setTimeout(() => { isMute = true; abort.abort(new Unreachable('mute')) }, FIRST_WORD)
    try {
      const answer = await ask(this.address('stream'), { headers: this.headers, signal: abort.signal })
      isMute = true
      for await (const event of events(answer.body, heard)) {
        if (event.id) this.cursor = event.id
        if (this.take(event.event, event.data)) return
      }
      this.fails += hasSpoken ? 0 : 1
    } finally {
      clearTimeout(timer)
      // A network that is away, or a ticket that is too old, says nothing about who holds streams back.
      if (hasSpoken) this.mutes = 0
      else if (isMute) this.mutes += 1
    }
    if (hasSpoken) await this.sleep(FIRST)
  }

  async poll () {
    const { abort } = this
    const timer = setTimeout(() => abort.abort(new Unreachable('silence')), SILENCE)
    try {
      const answer = await tell(this.address('poll', `&wait=${POLL}`), { headers: this.headers, signal: abort.signal })
      this.heardAt = Date.now()
      this.well()
      for (const { event, data } of answer.events) if (this.take(event, data)) return
      this.cursor = answer.cursor
    } finally {
      clearTimeout(timer)
    }
  }

  well () {
    this.fails = 0
    this.link('on')
  }

  /** Hands an event on; true when the stream is over. */
  take (event, data) {
    if (event !== 'cut') {
      try {
        this.on(event, data)
      } catch (fault) {
        // The page's own fault: it is told as one, and must not pass for a broken network.
        queueMicrotask(() => { throw fault })
      }
      return false
    }
    this.ticket = ''
    if (ENDS.has(data.reason)) {
      this.isStopped = true
      this.ended(data.reason)
    }
    return true
  }
}
