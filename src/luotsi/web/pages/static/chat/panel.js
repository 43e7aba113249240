// A page inside another site's frame: closing, counts and nothing else go over to that site; no word, no secret.

const host = parent === window ? null : parent
const send = (luotsi, more) => host?.postMessage({ luotsi, ...more }, '*')

addEventListener('message', event => {
  if (event.source !== host || !event.data?.luotsi) return
  if (event.data.luotsi === 'shown') aside(false)
  if (event.data.luotsi === 'hidden') aside(true)
})

function aside (isAside) {
  document.dispatchEvent(new CustomEvent('luotsi:aside', { detail: isAside }))
}

document.addEventListener('luotsi:unread', event => send('unread', { count: event.detail }))

document.addEventListener('click', event => {
  if (event.target.closest('[data-minimise]')) send('close')
  const link = event.target.closest('a[href]')
  // The rest of our pages will not stand in a frame: they open beside it.
  if (host && link && link.protocol.startsWith('http') && !isOurs(link)) {
    link.target = '_blank'
    link.rel = 'noopener'
  }
}, true)

/** Pages of the panel stand below its address. */
function isOurs (link) {
  const own = location.pathname.split('/').slice(0, 3).join('/')
  return link.origin === location.origin && `${link.pathname}/`.startsWith(`${own}/`)
}

document.addEventListener('submit', event => {
  const address = new URL(event.submitter?.hasAttribute('formaction') ? event.submitter.formAction : event.target.action)
  if (host && !isOurs({ origin: address.origin, pathname: address.pathname })) event.target.target = '_blank'
}, true)

document.addEventListener('keydown', event => {
  if (event.key === 'Escape' && !event.defaultPrevented && !event.isComposing) send('close')
})

if (host) for (const button of document.querySelectorAll('[data-minimise]')) button.hidden = false
send('ready')
