// Requests to the live part: what was answered, what was refused, and what never got there.

/** Refused, with a code for programs; trying the same again does not help, unless `after` says when. */
export class Refused extends Error {
  constructor (status, told = {}, after = 0) {
    super(told.error || `status ${status}`)
    this.status = status
    this.code = told.error || ''
    this.after = after
  }
}

/** No answer, or one that says nothing: what became of the request is not known. */
export class Unreachable extends Error {}

const WAIT = 20000
const BUSY = new Set([0, 408, 500, 502, 503, 504])

async function toldBy (answer) {
  try {
    return await answer.json()
  } catch (error) {
    return {}
  }
}

/**
 * Fetches, and throws Refused or Unreachable; the answer's body is not read yet. Whoever gives a `signal` has a
 * patience of their own.
 */
export async function ask (url, { method = 'GET', headers = {}, body, signal } = {}) {
  const sent = { 'Accept-Language': document.documentElement.lang, ...headers }
  if (body !== undefined) sent['Content-Type'] = 'application/json'
  let answer
  try {
    answer = await fetch(url, {
      method,
      headers: sent,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: signal || AbortSignal.timeout(WAIT),
      cache: 'no-store',
      credentials: 'omit'
    })
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    throw new Unreachable(error.message)
  }
  if (answer.ok) return answer
  if (BUSY.has(answer.status)) throw new Unreachable(`status ${answer.status}`)
  throw new Refused(answer.status, await toldBy(answer), Number(answer.headers.get('Retry-After')) * 1000)
}

/** The same, and the answer's JSON; null for an empty one. */
export async function tell (url, options) {
  const answer = await ask(url, options)
  if (answer.status === 204) return null
  try {
    return await answer.json()
  } catch (error) {
    throw new Unreachable('no JSON')
  }
}

function base64url (bytes) {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')
}

/** 256 random bits in 43 characters. */
export const newCapability = () => base64url(crypto.getRandomValues(new Uint8Array(32)))

/** A key that no other message has. */
export const newKey = () => base64url(crypto.getRandomValues(new Uint8Array(15)))

/** The live part for one conversation. `kept` holds its id and capability. */
export class Live {
  constructor (root, kept) {
    this.root = root
    this.kept = kept
  }

  get bearer () {
    return { Authorization: `Bearer ${this.kept.capability}` }
  }

  path (rest = '') {
    return `${this.root}conversations/${this.kept.id}${rest}`
  }

  open (body) {
    return tell(`${this.root}conversations`, { method: 'POST', headers: this.bearer, body })
  }

  look () {
    return tell(this.path(), { headers: this.bearer })
  }

  do (verb, body = {}) {
    return tell(this.path(`/${verb}`), { method: 'POST', headers: this.bearer, body })
  }

  say (key, text) {
    return this.do('messages', { key, text })
  }

  area (code) {
    return tell(`${this.root}areas/${encodeURIComponent(code)}`)
  }

  async transcript () {
    return (await ask(this.path('/transcript'), { headers: this.bearer })).blob()
  }

  async ticket () {
    const conversations = { [this.kept.id]: this.kept.capability }
    return (await tell(`${this.root}ticket`, { method: 'POST', body: { conversations } })).ticket
  }
}
