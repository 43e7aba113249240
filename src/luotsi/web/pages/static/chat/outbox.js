// Messages on their way: one after another, each under a key of its own, so that trying again doubles nothing.
// A message is waiting, sending or failed, until the server says that it has it.

import { Refused, Unreachable } from './api.js'

const FIRST = 800
const LONGEST = 15000
const MOST_TRIES = 6

export class Outbox {
  /** `send(key, text)` gives the entries that stand now; `changed` and `arrived(entries)` are told. */
  constructor (items, send, { changed, arrived, wait = (deed, pause) => setTimeout(deed, pause) }) {
    // What was being sent when the page went away is sent again: the key makes it the same message.
    this.items = items.map(item => item.state === 'failed' ? item : { ...item, state: 'waiting', tries: 0 })
    this.send = send
    this.changed = changed
    this.arrived = arrived
    this.wait = wait
    this.isBusy = false
    this.isStopped = false
    this.timer = 0
  }

  add (key, text) {
    this.items.push({ key, text, at: new Date().toISOString(), state: 'waiting', tries: 0 })
    this.changed()
    this.go()
  }

  again (key) {
    const item = this.items.find(one => one.key === key)
    if (!item) return
    Object.assign(item, { state: 'waiting', tries: 0, code: '' })
    this.changed()
    this.go()
  }

  /** The log has it: whatever became of the request, it is sent. */
  confirm (key) {
    const before = this.items.length
    this.items = this.items.filter(one => one.key !== key)
    if (this.items.length !== before) this.changed()
  }

  /** Go on now: the connection is back. */
  wake () {
    clearTimeout(this.timer)
    this.timer = 0
    for (const item of this.items) if (item.state === 'waiting') item.tries = 0
    this.go()
  }

  /** What is still waiting does not go any more. */
  stop () {
    this.isStopped = true
    clearTimeout(this.timer)
  }

  async go () {
    if (this.isBusy || this.isStopped || this.timer) return
    const item = this.items.find(one => one.state === 'waiting')
    if (!item) return
    this.isBusy = true
    item.state = 'sending'
    this.changed()
    let pause = 0
    try {
      pause = await this.attempt(item)
    } finally {
      this.isBusy = false
      if (pause) this.timer = this.wait(() => { this.timer = 0; this.go() }, pause)
      else this.go()
    }
  }

  /** One try. Gives milliseconds to wait before the next one, 0 to go on. */
  async attempt (item) {
    let entries
    try {
      entries = await this.send(item.key, item.text)
    } catch (error) {
      // The answer got lost, and the log has it: nothing is to be tried again.
      if (!this.items.includes(item)) return 0
      const isPassing = error instanceof Unreachable || (error instanceof Refused && error.status === 429)
      if (!isPassing) {
        Object.assign(item, { state: 'failed', code: error.code || '' })
        this.changed()
        return 0
      }
      item.tries += 1
      // Without a network trying is no use and is not counted: `wake` comes with the network.
      const isHopeless = navigator.onLine !== false && item.tries >= MOST_TRIES && !error.after
      Object.assign(item, { state: isHopeless ? 'failed' : 'waiting', code: error.code || '' })
      this.changed()
      if (isHopeless) return 0
      return error.after || Math.min(LONGEST, FIRST * 2 ** (item.tries - 1)) * (0.75 + Math.random() / 2)
    }
    this.confirm(item.key)
    this.arrived(entries)
    return 0
  }
}
