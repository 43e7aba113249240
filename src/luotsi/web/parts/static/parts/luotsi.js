// Small improvements to pages that work without them.

const main = () => document.getElementById('main')

/** An error summary takes focus, so that what is missing is heard first. */
function focusErrors () {
  document.querySelector('[data-error-summary]')?.focus()
}

function sayIn (button, words) {
  const status = button.closest('.l-card, main')?.querySelector('[data-share-status]')
  if (status) status.textContent = words
}

async function share (button) {
  const url = new URL(button.dataset.share || location.pathname, location.href).href
  try {
    if (navigator.share) return await navigator.share({ title: document.title, url })
    await navigator.clipboard.writeText(url)
    sayIn(button, button.dataset.done)
    button.lastChild.textContent = button.dataset.done
  } catch (error) {
    // The person closed the sharing window, or the browser keeps the clipboard shut: the address stays in the bar.
  }
}

/** Buttons that only work with scripts are hidden until now. */
function wakeButtons () {
  for (const button of document.querySelectorAll('[data-print], [data-share]')) button.hidden = false
}

let isLeaving = false

/** Leaves at once and puts the neutral page in this page's place, so that "back" does not return here. */
function leave () {
  const exit = document.querySelector('[data-quick-exit]')
  if (!exit) return
  isLeaving = true
  if (exit.form) navigator.sendBeacon(exit.form.action, bodyOf(exit.form, exit))
  document.body.hidden = true
  document.title = ''
  history.replaceState(null, '', '/')
  location.replace(exit.dataset.quickExit)
}

let escapes = []
function countEscapes (event) {
  if (event.key !== 'Escape') {
    escapes = []
    return
  }
  const now = Date.now()
  escapes = [...escapes.filter(time => now - time < 5000), now]
  if (escapes.length >= 3) leave()
}

async function fetchPage (url, options) {
  const response = await fetch(url, { ...options, cache: 'no-store', credentials: 'same-origin' })
  if (!response.headers.get('Content-Type')?.startsWith('text/html')) throw new Error('not a page')
  return new DOMParser().parseFromString(await response.text(), 'text/html')
}

/**
 * Puts the answer to a form in place of <main>: no new entry in the history, no answer in the address. Where none
 * comes, `plainly` asks without scripts. What was still on its way brings back nobody who leaves.
 */
async function showInPlace (url, options, plainly) {
  const page = await fetchPage(url, options).catch(() => null)
  if (isLeaving) return
  const next = page?.getElementById('main')
  if (!next) return plainly()
  document.title = page.title
  main().replaceWith(next)
  wakeButtons()
  scrollTo(0, 0)
  const summary = next.querySelector('[data-error-summary]')
  const heading = next.querySelector('h1')
  heading?.setAttribute('tabindex', '-1');
  (summary || heading || next).focus()
}

function bodyOf (form, submitter) {
  const data = new FormData(form)
  if (submitter?.name) data.append(submitter.name, submitter.value)
  return new URLSearchParams(data)
}

const busy = new WeakSet()

function onSubmit (event) {
  const { target: form, submitter } = event
  if (busy.has(form)) return event.preventDefault()
  busy.add(form)
  submitter?.setAttribute('aria-busy', 'true')
  // A slow network may have lost the first try: let the person send again after a while.
  setTimeout(() => rest(form, submitter), 8000)
  if (form.method !== 'post' || 'leaves' in form.dataset || !form.closest('main[data-sensitive]')) return
  event.preventDefault()
  const url = submitter?.hasAttribute('formaction') ? submitter.formAction : form.action
  showInPlace(url, { method: 'POST', body: bodyOf(form, submitter) }, () => sendPlainly(form, submitter))
}

/** Without the network's answer the browser sends the form itself and shows its own error. */
function sendPlainly (form, submitter) {
  if (submitter?.name) {
    const field = document.createElement('input')
    field.type = 'hidden'
    field.name = submitter.name
    field.value = submitter.value
    form.append(field)
  }
  form.submit()
}

function rest (form, submitter) {
  busy.delete(form)
  submitter?.removeAttribute('aria-busy')
}

function onClick (event) {
  const part = event.target.closest?.('[data-quick-exit], [data-print], [data-share], main[data-sensitive] a[data-in-place]')
  if (!part || event.ctrlKey || event.metaKey || event.shiftKey) return
  if (part.hasAttribute('data-quick-exit')) {
    event.preventDefault()
    leave()
  } else if (part.hasAttribute('data-print')) {
    print()
  } else if (part.hasAttribute('data-share')) {
    share(part)
  } else {
    event.preventDefault()
    showInPlace(part.href, {}, () => location.replace(part.href))
  }
}

/** On paper every disclosure is open. */
function openForPrint () {
  for (const details of document.querySelectorAll('details:not([open])')) {
    details.open = true
    addEventListener('afterprint', () => { details.open = false }, { once: true })
  }
}

document.addEventListener('submit', onSubmit)
document.addEventListener('click', onClick)
document.addEventListener('keydown', countEscapes)
addEventListener('beforeprint', openForPrint)
// A page that comes back from the browser's memory must not stay locked.
addEventListener('pageshow', event => {
  if (!event.persisted) return
  for (const form of document.forms) rest(form, form.querySelector('[aria-busy]'))
})
wakeButtons()
focusErrors()
