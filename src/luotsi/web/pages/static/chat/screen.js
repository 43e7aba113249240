// What the client sees of a conversation. Everything is made of the page's own templates; texts only ever go
// in as text. The list of messages is not live: each new one is said once, by a log that eyes do not see.

import { clock, filled, isOver, minutes, queueWords, remark } from './state.js'

const NEAR = 120
const MOST_SAID = 20
const TYPING = 6000

export class Screen {
  constructor (page, { language, areas, isPanel }) {
    this.page = page
    this.told = JSON.parse(page.getElementById('words').dataset.words)
    this.root = this.made('talk')
    this.language = language
    this.areas = areas
    this.shown = new Map()
    this.pending = new Map()
    this.professional = ''
    this.unread = 0
    this.part('minimise').hidden = !isPanel
  }

  made (id) {
    return document.importNode(this.page.getElementById(id).content, true).firstElementChild
  }

  /** An element by its `data-NAME`, or a button by what it does. */
  part (name) {
    return this.root.querySelector(`[data-${name}], [data-do="${name}"]`)
  }

  get scroller () {
    const own = this.part('scroll')
    return own.scrollHeight > own.clientHeight + 1 && getComputedStyle(own).overflowY === 'auto' ? own : document.scrollingElement
  }

  get isAtEnd () {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller
    return scrollHeight - scrollTop - clientHeight < NEAR
  }

  toEnd () {
    const { scroller } = this
    scroller.scrollTop = scroller.scrollHeight
    this.part('newest').hidden = true
  }

  /** Says something once to whoever does not see the list. */
  say (words) {
    const line = document.createElement('p')
    line.textContent = words
    const log = this.part('log')
    log.append(line)
    while (log.children.length > MOST_SAID) log.firstElementChild.remove()
  }

  status (words) {
    this.part('status').textContent = words
  }

  /** Lines for entries that are not shown yet. `isNew`: they came while the client was here. */
  add (entries, { isNew }) {
    const wasAtEnd = this.isAtEnd
    let hasReply = false
    for (const entry of entries) {
      if (this.shown.has(entry.seq)) continue
      if (entry.kind === 'assigned') this.professional = entry.name
      const line = this.line(entry)
      this.shown.set(entry.seq, line)
      if (!line) continue
      this.place(line, entry)
      if (isNew) this.tellOf(line, entry)
      hasReply ||= entry.kind === 'message' && entry.author !== 'client'
    }
    if (wasAtEnd || !isNew) this.toEnd()
    else if (hasReply) this.part('newest').hidden = false
  }

  /** Lines stand in the order of the log, and before what is still on its way. */
  place (line, entry) {
    const list = this.part('lines')
    line.dataset.seq = entry.seq
    const next = [...list.children].find(one => !one.dataset.seq || Number(one.dataset.seq) > entry.seq)
    list.insertBefore(line, next || null)
  }

  tellOf (line, entry) {
    if (entry.kind === 'message' && entry.author === 'client') return
    this.say(entry.kind === 'message' ? `${this.author(entry)}: ${entry.text}` : line.textContent.trim())
    // Help in danger must be seen, wherever the client has scrolled to.
    if (entry.kind === 'emergency') requestAnimationFrame(() => line.scrollIntoView({ block: 'start' }))
  }

  author (entry) {
    if (entry.author === 'client') return this.told.you
    return entry.author === 'assistant' ? this.told.assistant : this.professional || this.told.professional
  }

  line (entry) {
    if (entry.kind === 'message') {
      const line = this.bubble(entry.author === 'client' ? 'said' : 'reply', this.author(entry), entry)
      const state = line.querySelector('[data-state]')
      if (state) state.hidden = false
      return line
    }
    if (entry.kind === 'packet') return this.packet(entry)
    if (entry.kind === 'emergency') return this.danger(entry)
    const words = remark(entry, this.told, this.areas, this.language)
    if (!words) return null
    const line = this.made('line-remark')
    line.querySelector('[data-text]').textContent = words
    return line
  }

  bubble (look, who, { text, at }) {
    const line = this.made(`line-${look}`)
    const time = clock(at, this.language)
    line.querySelector('[data-who]').textContent = who
    line.querySelector('[data-time]').textContent = time && `, ${time}`
    line.querySelector('[data-text]').textContent = text
    return line
  }

  packet (entry) {
    const line = this.made('line-packet')
    const list = line.querySelector('[data-packet]')
    const lines = [
      ...entry.asked ? [`”${entry.asked}”`] : [],
      ...(entry.answers || []).map(([question, answer]) => `${question} ${answer}`),
      ...(entry.offered || []).map(title => `→ ${title}`)
    ]
    for (const words of lines) {
      const item = document.createElement('li')
      item.textContent = words
      list.append(item)
    }
    line.querySelector('.l-who').textContent = this.told.packet
    return line
  }

  /** The fixed block of the leading kind; of the others the numbers that it does not have yet. */
  danger (entry) {
    const kinds = entry.is_soft || !entry.kinds?.length ? ['soft'] : entry.kinds
    const line = document.createElement('li')
    line.className = 'l-line'
    const block = this.made(`danger-${kinds[0]}`)
    const heading = block.querySelector('[id]')
    heading.id = `danger-${entry.seq}`
    block.setAttribute('aria-labelledby', heading.id)
    const calls = block.querySelector('.l-options')
    for (const kind of kinds.slice(1)) {
      for (const call of this.made(`danger-${kind}`).querySelectorAll('.l-options > *')) {
        if (!calls.querySelector(`[href="${call.getAttribute('href')}"]`)) calls.append(call)
      }
    }
    line.append(block)
    return line
  }

  /** What is on its way, after everything that has arrived. */
  showOutbox (items) {
    const wasAtEnd = this.isAtEnd
    for (const [key, line] of this.pending) {
      if (items.some(item => item.key === key)) continue
      line.remove()
      this.pending.delete(key)
    }
    for (const item of items) {
      const before = this.pending.get(item.key)
      const line = before || this.bubble('said', this.told.you, { text: item.text })
      if (!before) {
        this.pending.set(item.key, line)
        this.part('lines').append(line)
      }
      this.showState(line, item)
    }
    if (wasAtEnd) this.toEnd()
  }

  showState (line, item) {
    if (line.dataset.state === item.state) return
    line.dataset.state = item.state
    const place = line.querySelector('[data-state]')
    const words = item.state === 'failed' ? this.refusal(item.code, this.told.failed) : this.told[item.state]
    const text = document.createElement('span')
    text.textContent = words
    place.hidden = false
    place.classList.toggle('l-line__state--failed', item.state === 'failed')
    place.replaceChildren(...item.state === 'failed' ? [this.made('failed')] : [], text)
    // After the end sending again is no use; the words say what is.
    if (item.state === 'failed' && item.code !== 'ended') place.append(this.againButton(item.key))
    if (item.state === 'failed') this.say(words)
  }

  againButton (key) {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'l-text-button'
    button.dataset.do = 'resend'
    button.dataset.key = key
    button.textContent = this.told.again
    return button
  }

  refusal (code, otherwise = this.told.refused) {
    return this.told[`refused.${code}`] || otherwise
  }

  /** How the conversation stands: who is there, the queue, what can be done. */
  show (view, queue) {
    const over = isOver(view)
    const wasAtEnd = this.isAtEnd
    const area = this.areas[view.area] || ''
    this.side = filled(this.told[`who.${view.is_lost ? 'lost' : view.state}`] || '', { name: view.professional })
    this.part('area').textContent = area
    this.part('side').textContent = this.side
    document.title = `${this.unread ? `(${this.unread}) ` : ''}${this.side} – ${area}`
    this.part('queue').hidden = view.state !== 'queued'
    this.part('place').textContent = queueWords(queue, this.told).join(' ')
    this.part('stays').textContent = queue ? filled(this.told.stays, { place: minutes(queue.kept_s, this.told) }) : ''
    this.part('leave').hidden = view.is_away
    this.part('return').hidden = !view.is_away
    this.part('idle').hidden = over || !view.ends_at
    this.part('idle-words').textContent = view.ends_at && filled(this.told['notice.idle'], { time: clock(view.ends_at, this.language) })
    this.part('composer').hidden = over || !this.part('sure').hidden
    this.part('settings').hidden = over
    this.part('foot').hidden = over
    this.part('feedback').hidden = !over || view.feedback === 'given'
    this.part('thanks').hidden = view.feedback !== 'given'
    this.part('after').hidden = !over
    if (over) this.part('sure').hidden = true
    if (wasAtEnd) this.toEnd()
  }

  /** Said once when a code comes into the field, and taken away with it. */
  warnOfCode (isThere) {
    const line = this.part('code')
    if (line.hidden !== isThere) return
    line.hidden = !isThere
    if (isThere) this.status(line.textContent)
  }

  askToErase (isAsked) {
    this.part('erasing').hidden = !isAsked
    this.part('erase-problem').hidden = true
    if (isAsked) this.root.querySelector('#erase-title').focus()
    else this.part('erase').focus()
  }

  eraseProblem (words) {
    const place = this.part('erase-problem')
    place.textContent = words
    place.hidden = false
    this.status(words)
  }

  /** Nothing of what was written is left on the screen. */
  erased () {
    this.part('lines').replaceChildren()
    this.part('log').replaceChildren()
    for (const name of ['feedback', 'thanks', 'erasing', 'erase', 'transcript']) this.part(name).hidden = true
    this.part('erased').hidden = false
    this.part('erased').focus()
  }

  typing () {
    clearTimeout(this.typingTimer)
    this.part('typing').textContent = filled(this.told.typing, { name: this.professional || this.told.professional })
    this.typingTimer = setTimeout(() => this.notTyping(), TYPING)
  }

  notTyping () {
    clearTimeout(this.typingTimer)
    this.part('typing').textContent = ''
  }

  link (state) {
    const words = { on: '', slow: this.told.reconnecting, off: this.told.offline }[state]
    const line = this.part('link')
    if (line.textContent === words) return
    const wasCut = line.textContent !== ''
    line.textContent = words
    line.hidden = !words
    this.status(words || (wasCut ? this.told.online : ''))
  }

  problem (words) {
    const place = this.part('problem')
    const field = this.root.querySelector('#text')
    place.textContent = words
    place.hidden = !words
    if (words) field.setAttribute('aria-describedby', place.id)
    else field.removeAttribute('aria-describedby')
    if (words) this.status(words)
  }
}
