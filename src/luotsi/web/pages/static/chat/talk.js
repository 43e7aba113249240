// One conversation on the screen: what the client does goes out, what the log says comes in.

import { Live, newKey, Refused } from './api.js'
import { canKeep, forget, keep } from './keeping.js'
import { Outbox } from './outbox.js'
import { Screen } from './screen.js'
import { filled, isOver, joined, queueWords, START } from './state.js'
import { Stream } from './stream.js'
import { beep } from './sound.js'

const TYPING_EVERY = 4000
const HIGHEST = 144
/** How a personal identity code looks; what is stored is looked at more closely, by the server. */
const CODE = /(?<![\da-z])\d{6}\s?[-+a-fu-y]\s?\d{3}[\da-z](?![\da-z])/i

export class Talk {
  constructor (root, kept, page) {
    this.root = root
    this.kept = kept
    this.live = new Live(root.dataset.live, kept)
    this.view = START
    this.entries = new Map()
    this.queue = null
    this.isPanel = 'panel' in root.dataset
    this.isElsewhere = false
    this.typedAt = 0
    this.screen = new Screen(page, {
      language: document.documentElement.lang,
      areas: JSON.parse(page.getElementById('words').dataset.areas),
      isPanel: this.isPanel
    })
    this.outbox = new Outbox(kept.outbox, (key, text) => this.send(key, text), {
      changed: () => this.remember(),
      arrived: entries => this.take(entries)
    })
  }

  get field () {
    return this.screen.root.querySelector('#text')
  }

  remember () {
    if (this.outbox.isStopped) return
    this.kept.outbox = this.outbox.items
    keep(this.kept)
    this.screen.showOutbox(this.outbox.items)
  }

  async send (key, text) {
    return (await this.live.say(key, text)).entries
  }

  /** Puts the conversation in the place of what stood before it. */
  mount (told) {
    const { screen } = this
    document.body.classList.add('l-talking')
    this.root.replaceChildren(screen.root)
    this.field.value = this.kept.draft
    for (const box of screen.root.querySelectorAll('[data-setting]')) box.checked = this.kept[box.dataset.setting]
    this.listen()
    this.begin(told)
    this.outbox.changed()
    this.outbox.go()
  }

  /** From a fresh view of all, and on from its cursor. */
  begin (told) {
    this.view = joined(this.view, this.entries, told.entries)
    this.view = { ...this.view, ...told.view }
    this.queue = told.queue
    this.screen.add(told.entries, { isNew: false })
    this.confirm(told.entries)
    this.screen.show(this.view, this.queue)
    this.showWays()
    this.stream = new Stream(this.root.dataset.live, {
      ticket: () => this.live.ticket(),
      cursor: told.cursor,
      on: (event, data) => this.hear(event, data),
      link: state => this.linked(state),
      ended: reason => this.lost(reason)
    })
    if (isOver(this.view)) this.closed()
    else this.stream.start(told.ticket)
    this.readSoFar()
  }

  linked (state) {
    this.screen.link(state)
    if (state === 'on' && this.isCut) this.outbox.wake()
    this.isCut = state !== 'on'
  }

  lost (reason) {
    if (isOver(this.view)) return
    this.screen.link('on')
    this.screen.problem(this.screen.refusal(reason === 'gone' ? 'not_found' : reason))
  }

  hear (event, data) {
    if (event === 'entries') this.take(data.entries)
    if (event !== 'signal') return
    if (data.signal === 'typing' && data.from === 'professional') this.screen.typing()
    if (data.signal === 'queue') this.moved(data.queue ?? null)
  }

  /** Another place in the queue is told to whoever does not see it; a new guess of the wait alone is not. */
  moved (queue) {
    const before = this.queue?.number
    this.queue = queue
    this.screen.show(this.view, queue)
    if (queue && before && queue.number !== before) this.screen.status(queueWords(queue, this.screen.told).join(' '))
  }

  take (entries) {
    const fresh = entries.filter(entry => !this.screen.shown.has(entry.seq))
    if (!fresh.length) return
    const wasWriting = this.screen.part('foot').contains(document.activeElement)
    this.view = joined(this.view, this.entries, fresh)
    this.confirm(fresh)
    this.screen.add(fresh, { isNew: true })
    this.screen.show(this.view, this.queue)
    const replies = fresh.filter(entry => entry.kind === 'message' && entry.author !== 'client')
    if (replies.length) this.replied(replies.length)
    if (isOver(this.view)) this.over(wasWriting)
    this.readSoFar()
  }

  confirm (entries) {
    for (const entry of entries) if (entry.key) this.outbox.confirm(entry.key)
  }

  replied (number) {
    this.screen.notTyping()
    if (this.kept.sound) beep()
    if (document.hidden || this.isAside) this.count(this.screen.unread + number)
  }

  /** Whoever has scrolled to the newest line need not be led there. */
  scrolled () {
    if (this.screen.isAtEnd) this.screen.part('newest').hidden = true
  }

  /** How many replies came while the client looked elsewhere. */
  count (number) {
    this.screen.unread = number
    this.screen.part('newest').textContent = filled(this.screen.told.unread, { number: number || '' })
    this.screen.show(this.view, this.queue)
    document.dispatchEvent(new CustomEvent('luotsi:unread', { detail: number }))
  }

  /** The professional sees how far the client has read; told once for each place. */
  readSoFar () {
    if (document.hidden || this.isAside || isOver(this.view) || this.view.seq <= this.kept.read) return
    this.kept.read = this.view.seq
    keep(this.kept)
    this.live.do('read', { seq: this.view.seq }).catch(() => {})
  }

  seen () {
    if (this.screen.unread) this.count(0)
    this.readSoFar()
  }

  /**
   * Done once, when the log tells of the end. The field goes with the conversation: whoever was in it goes on with
   * what comes next. What is still on its way is tried now: the server has it already, or refuses it and says why.
   */
  over (wasWriting) {
    if (this.hasEnded) return
    this.closed()
    this.outbox.wake()
    this.screen.link('on')
    this.screen.part('unkept').hidden = true
    const feedback = this.screen.part('feedback')
    feedback.scrollIntoView({ block: 'nearest' })
    if (wasWriting) feedback.querySelector('h2').focus()
  }

  /** Nothing more comes. */
  closed () {
    this.hasEnded = true
    this.stream.stop()
  }

  listen () {
    const { root } = this.screen
    root.addEventListener('click', event => {
      const button = event.target.closest('[data-do]')
      if (button) this.press(button)
    })
    root.addEventListener('change', event => {
      const { setting } = event.target.dataset
      if (!setting) return
      this.kept[setting] = event.target.checked
      keep(this.kept)
      if (setting === 'sound' && event.target.checked) beep()
    })
    const unkept = this.screen.part('unkept')
    unkept.hidden = canKeep() || !this.isPanel
    unkept.addEventListener('formdata', event => this.moveTo(unkept, event.formData))
    this.screen.part('composer').addEventListener('submit', event => this.submit(event))
    this.screen.part('feedback').addEventListener('submit', event => this.rate(event))
    this.field.addEventListener('keydown', event => this.key(event))
    this.field.addEventListener('input', () => this.typed())
    addEventListener('online', () => { this.stream.wake({ isSure: true, isOtherNetwork: true }); this.outbox.wake() })
    addEventListener('offline', () => { if (!this.stream.isStopped) this.screen.link('off') })
    addEventListener('scroll', () => this.scrolled(), { capture: true, passive: true })
    addEventListener('pageshow', event => { if (event.persisted) this.stream.wake({ isSure: true }) })
    document.addEventListener('resume', () => this.stream.wake({ isSure: true }))
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) return
      this.stream.wake()
      this.outbox.wake()
      this.seen()
    })
    document.addEventListener('luotsi:aside', event => {
      this.isAside = event.detail
      if (!event.detail) this.seen()
    })
    addEventListener('beforeunload', event => { if (this.wouldLose) event.preventDefault() })
  }

  /** Whether something would be lost with the page: words that did not go out, or the way back to it all. */
  get wouldLose () {
    if (isOver(this.view)) return false
    const isOnTheWay = this.outbox.items.some(item => item.state === 'failed' || !canKeep())
    return isOnTheWay || !(canKeep() || this.isElsewhere)
  }

  /** A tab of its own gets the key, in a form and in no address; the conversation is open in both. */
  moveTo (form, sent) {
    sent.set('conversation', this.kept.id)
    sent.set('capability', this.kept.capability)
    sent.set('text', this.field.value)
    this.isElsewhere = true
    this.screen.part('unkept-words').textContent = form.dataset.then
    this.screen.status(form.dataset.then)
  }

  /** Enter sends, unless the client wants it otherwise; while a word is composed it is the keyboard's. */
  key (event) {
    if (event.key !== 'Enter' || event.isComposing || event.shiftKey) return
    if (!this.kept.enter && !event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    this.screen.part('composer').requestSubmit()
  }

  typed () {
    const { field } = this
    this.kept.draft = field.value
    keep(this.kept)
    this.screen.problem('')
    this.fit()
    this.screen.warnOfCode(CODE.test(field.value))
    if (!field.value || Date.now() - this.typedAt < TYPING_EVERY) return
    this.typedAt = Date.now()
    this.live.do('typing').catch(() => {})
  }

  fit () {
    this.field.style.height = 'auto'
    this.field.style.height = `${Math.min(HIGHEST, this.field.scrollHeight + 4)}px`
  }

  submit (event) {
    event.preventDefault()
    event.stopPropagation()
    const text = this.field.value.trim()
    if (!text) return this.field.focus()
    this.field.value = ''
    this.typed()
    this.typedAt = 0
    this.outbox.add(newKey(), text)
    this.screen.toEnd()
    this.field.focus()
  }

  press (button) {
    const deeds = {
      end: () => this.askToEnd(),
      'go-on': () => this.goOn(),
      'end-for-sure': () => this.end(),
      leave: () => this.change('leave', 'return'),
      return: () => this.change('return', 'leave'),
      stay: () => this.change('more-time'),
      resend: () => { this.outbox.again(button.dataset.key); this.field.focus() },
      newest: () => { this.screen.toEnd(); this.screen.part('scroll').focus() },
      transcript: () => this.save(),
      erase: () => this.screen.askToErase(true),
      'not-erase': () => this.screen.askToErase(false),
      'erase-for-sure': () => this.erase(),
      again: () => this.again()
    }
    deeds[button.dataset.do]?.()
  }

  askToEnd () {
    if (isOver(this.view)) return this.again()
    this.screen.part('sure').hidden = false
    this.screen.part('composer').hidden = true
    this.screen.root.querySelector('#sure').focus()
  }

  goOn () {
    this.screen.part('sure').hidden = true
    this.screen.part('composer').hidden = false
    this.field.focus()
  }

  async end () {
    const feedback = this.screen.part('feedback')
    // The event may have come before the answer, and the client may have stepped on since: the focus stays theirs.
    if (await this.change('end') && !feedback.contains(document.activeElement)) feedback.querySelector('h2').focus()
  }

  /** A change of the conversation; what comes of it is in the log, too. Focus goes to the button `next`. */
  async change (verb, next = '') {
    try {
      const told = await this.live.do(verb)
      this.view = { ...this.view, ...told.view, seq: this.view.seq }
      this.queue = told.queue
      this.screen.show(this.view, this.queue)
      if (next) this.screen.part(next).focus()
      else if (verb === 'more-time') this.field.focus()
      // Should this fail, the stream still brings it: it goes on till the log has told of the end.
      if (isOver(this.view)) await this.refresh().catch(() => {})
      return true
    } catch (error) {
      this.screen.problem(error instanceof Refused ? this.screen.refusal(error.code) : this.screen.told.reconnecting)
      return false
    }
  }

  /** Everything once more: what came with the end must not wait for a stream that ends, too. */
  async refresh () {
    const told = await this.live.look()
    this.take(told.entries)
  }

  async rate (event) {
    event.preventDefault()
    event.stopPropagation()
    const said = new FormData(event.target)
    const problem = this.screen.part('feedback-problem')
    problem.hidden = Boolean(said.get('verdict'))
    if (!said.get('verdict')) {
      this.screen.status(problem.textContent)
      return event.target.querySelector('[name=verdict]').focus()
    }
    const body = { key: 'feedback', answer: said.get('verdict'), words: said.get('words').trim() }
    if (said.get('score')) body.nps = Number(said.get('score'))
    try {
      body.key = this.kept.rated ||= newKey()
      await this.live.do('feedback', body)
    } catch (error) {
      problem.textContent = error instanceof Refused ? this.screen.refusal(error.code) : this.screen.told.failed
      problem.hidden = false
      return this.screen.status(problem.textContent)
    }
    this.view = { ...this.view, feedback: 'given' }
    this.screen.show(this.view, this.queue)
    this.screen.part('thanks').focus()
  }

  /** Everything that was written goes, here and there. */
  async erase () {
    try {
      await this.live.do('erase')
    } catch (error) {
      return this.screen.eraseProblem(error instanceof Refused ? this.screen.refusal(error.code) : this.screen.told.failed)
    }
    this.letGo()
    this.screen.erased()
  }

  /** This tab knows the conversation no more, whatever of it is still under way. */
  letGo () {
    this.outbox.stop()
    forget()
  }

  async save () {
    try {
      const address = URL.createObjectURL(await this.live.transcript())
      const link = document.createElement('a')
      link.href = address
      link.download = `${this.screen.told.file}.txt`
      link.click()
      setTimeout(() => URL.revokeObjectURL(address), 10000)
    } catch (error) {
      this.screen.status(this.screen.refusal(error.code || ''))
    }
  }

  again () {
    this.letGo()
    location.replace(`${location.pathname}?area=${encodeURIComponent(this.kept.area)}`)
  }

  /** The other ways to get help, as the door shows them. */
  showWays () {
    const ways = document.getElementById('ways')
    for (const place of this.screen.root.querySelectorAll('[data-ways]')) {
      if (ways) place.replaceChildren(...[...ways.children].map(one => one.cloneNode(true)))
    }
  }
}
