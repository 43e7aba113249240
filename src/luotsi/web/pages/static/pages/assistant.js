// Sends a turn and shows the reply without loading the page anew. Without this file the form does it itself.

const live = document.createElement('div')
live.className = 'govuk-visually-hidden'
live.setAttribute('role', 'status')
document.body.append(live)

const form = () => document.getElementById('ask')
const field = () => document.getElementById('text')
let underWay = false

function say (words) {
  live.textContent = ''
  setTimeout(() => { live.textContent = words }, 60)
}

function bodyOf (submitter) {
  const data = new FormData(form())
  if (submitter?.name) data.append(submitter.name, submitter.value)
  return new URLSearchParams(data)
}

/** What the reader sends stands on the page at once, in a bubble that is replaced with the page that comes. */
function showOwn (words) {
  if (!words) return null
  const bubble = document.createElement('div')
  const text = document.createElement('p')
  bubble.className = 'l-said'
  text.textContent = words
  bubble.append(text)
  form().before(bubble)
  return bubble
}

function tell (words, again) {
  const line = form().querySelector('[data-sending]')
  line.textContent = words
  line.hidden = false
  if (again) {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'l-text-button'
    button.textContent = line.dataset.again
    button.addEventListener('click', again)
    line.append(' ', button)
  }
  say(words)
}

async function pageOf (url, body) {
  const answer = await fetch(url, {
    method: 'POST', body, cache: 'no-store', credentials: 'same-origin', signal: AbortSignal.timeout(20000)
  })
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  if (!page.getElementById('ask')) throw new Error('not this page')
  return page
}

function show (page) {
  document.title = page.title
  document.documentElement.lang = page.documentElement.lang
  document.getElementById('main').replaceWith(page.getElementById('main'))
  for (const button of document.querySelectorAll('[data-print]')) button.hidden = false
  const target = document.querySelector('[data-error-summary], #wait') || document.getElementById('newest') || field()
  target.tabIndex = target === field() ? 0 : -1
  target.focus({ preventScroll: true })
  // The reader's own words stay in view above the reply, unless they are so long that they would hide it.
  const own = [...document.querySelectorAll('.l-said')].pop()
  const top = target.id === 'newest' && own?.offsetHeight < 160 ? own : target
  top.scrollIntoView({ block: 'start' })
  say(page.title.split(' – ')[0])
}

/** `typed` are the words in the field, when it is they that are sent; `spoken` what the reader's bubble says. */
async function send (url, body, typed, spoken) {
  if (underWay) return
  underWay = true
  const own = showOwn(spoken)
  field().readOnly = true
  if (typed) field().value = ''
  tell(form().querySelector('[data-sending]').dataset.sending)
  try {
    show(await pageOf(url, body))
  } catch (error) {
    own?.remove()
    field().readOnly = false
    if (typed) field().value = typed
    tell(form().querySelector('[data-failed]').dataset.failed, () => send(url, body, typed, spoken))
  }
  underWay = false
}

function onSubmit (event) {
  const { target, submitter } = event
  if (target !== form()) return
  // Not for the other script, which would keep the form locked for a while.
  event.stopPropagation()
  const url = new URL(submitter?.hasAttribute('formaction') ? submitter.formAction : target.action)
  // Saving is the browser's own matter, and so is a page in another language.
  if (url.pathname !== location.pathname) return
  event.preventDefault()
  const typed = submitter?.name ? '' : field().value.trim()
  const pressed = /choice|example/.test(submitter?.name) ? submitter.textContent.trim() : ''
  send(url.pathname, bodyOf(submitter), typed, typed || pressed)
}

/** Enter sends; with Shift it makes a new line, and while a word is being composed it is the keyboard's. */
function onKey (event) {
  if (event.target !== field() || event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  form().requestSubmit()
}

/** The page in another language: what was said goes along. */
function onClick (event) {
  const link = event.target.closest?.('a[hreflang]')
  if (!link || !form()?.elements.exchange || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  const mark = document.createElement('input')
  mark.type = 'hidden'
  mark.name = 'show'
  mark.value = 'yes'
  form().append(mark)
  form().action = link.href
  form().submit()
}

document.addEventListener('submit', onSubmit, true)
document.addEventListener('keydown', onKey)
document.addEventListener('click', onClick)
// After a plain POST the newest reply is where reading goes on.
if (location.hash === '#newest') document.getElementById('newest')?.focus({ preventScroll: true })
