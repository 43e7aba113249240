// A conversation as its client sees it: a fold of its log, as `luotsi.conversations.state` does it.

export const START = Object.freeze({
  seq: 0, state: 'bot', area: '', professional: '', is_away: false, is_lost: false, ends_at: '', ended_by: '', feedback: ''
})

const CHANGES = {
  message: (view, entry) => entry.author === 'client' ? { ends_at: '' } : {},
  status: (view, entry) => ({
    state: entry.state,
    area: entry.area || view.area,
    professional: ['assigned', 'on_hold', 'ended', 'wrapped'].includes(entry.state) ? view.professional : ''
  }),
  assigned: (view, entry) => ({ state: 'assigned', professional: entry.name, is_lost: false }),
  transferred: (view, entry) => ({ area: entry.to_area, is_lost: false }),
  held: () => ({ state: 'on_hold' }),
  resumed: () => ({ state: 'assigned' }),
  professional_lost: () => ({ is_lost: true, ends_at: '' }),
  professional_back: () => ({ is_lost: false }),
  requeued: () => ({ state: 'queued', professional: '', is_lost: false }),
  left: () => ({ is_away: true }),
  returned: () => ({ is_away: false }),
  notice: (view, entry) => ['idle', 'on'].includes(entry.about) ? { ends_at: entry.due || '' } : {},
  ended: (view, entry) => ({ state: 'ended', ended_by: entry.by, ends_at: '', is_lost: false }),
  feedback_asked: () => ({ feedback: 'asked' }),
  feedback_given: () => ({ feedback: 'given' })
}

/** The view after one more entry; an entry that was seen already changes nothing. */
export function after (view, entry) {
  if (entry.seq <= view.seq) return view
  return { ...view, ...CHANGES[entry.kind]?.(view, entry), seq: entry.seq }
}

/**
 * The view after entries in whatever order they come: the answer to one's own words may overtake what the stream
 * still brings. `seen` are all entries so far, by their places.
 */
export function joined (view, seen, entries) {
  const isInOrder = entries.every(entry => entry.seq > view.seq)
  for (const entry of entries) seen.set(entry.seq, entry)
  if (isInOrder) return entries.reduce(after, view)
  return [...seen.values()].sort((one, other) => one.seq - other.seq).reduce(after, { ...view, ...START })
}

export const isOver = view => view.state === 'ended' || view.state === 'wrapped'

/** A sentence with its places filled in. */
export function filled (words, values) {
  return words.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '')
}

export function clock (moment, language) {
  const at = new Date(moment)
  if (!moment || Number.isNaN(at.getTime())) return ''
  const words = new Intl.DateTimeFormat('fi', { hour: 'numeric', minute: '2-digit', timeZone: 'Europe/Helsinki' }).format(at)
  return language === 'en' ? words.replace('.', ':').padStart(5, '0') : words
}

/** A span that is promised, in whole minutes: never more than is kept. */
export function minutes (seconds, told) {
  const number = Math.floor((seconds || 0) / 60)
  return number === 1 ? told['minutes.1'] : filled(told.minutes, { number })
}

/** What happened, as a sentence; "" for what needs none. `told` are the page's words (`chat/words.py`). */
export function remark (entry, told, areas, language) {
  const named = {
    status: () => entry.state === 'queued' ? told.queued : '',
    masked: () => entry.found?.length === 1 && entry.found[0] === 'identity_code' ? told['masked.identity_code'] : told.masked,
    left: () => entry.waited === false ? told['left.held'] : told.left,
    returned: () => entry.kept_place === false ? told['returned.lost'] : told.returned,
    notice: () => told[`notice.${entry.about}`] || '',
    ended: () => told[`ended.${entry.by}`] || told.ended
  }[entry.kind]
  const words = named ? named() : told[entry.kind] || ''
  return filled(words, {
    name: entry.name,
    days: entry.days,
    time: clock(entry.due || entry.at, language),
    area: areas[entry.to_area] || entry.to_area,
    place: minutes(entry.place_s, told),
    whole: minutes(entry.whole_s, told)
  })
}

/** The place in the queue, and an honest guess of the wait. */
export function queueWords (place, told) {
  if (!place) return []
  const number = place.number === 1 ? told['position.1'] : filled(told.position, place)
  if (!place.range) return [number, told['range.none']]
  return [number, filled(place.range.low === place.range.high ? told['range.same'] : told.range, place.range)]
}
