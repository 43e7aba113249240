// Luotsi on any page: a button, and our own page in a frame behind it. Nothing is fetched or stored before
// it is opened; between the two sites go counts and "open" and "close", never a word or a secret.
// docs/widget.md tells the attributes and the interface.
(() => {
  const script = document.currentScript
  if (!script || window.Luotsi) return
  const { area = '', language = '', position = 'right', greeting = '', opens = '', path = '' } = script.dataset
  const origin = new URL(script.src).origin
  const WORDS = {
    fi: ['Avaa chat', 'Chat', 'Sulje', 'Avaa omalla sivulla', 'Chat ei auennut tähän.', 'uusi viesti', 'uutta viestiä', 'paneeli', 'chat', 'Piilota tervehdys'],
    sv: ['Öppna chatten', 'Chatt', 'Stäng', 'Öppna på egen sida', 'Chatten öppnades inte här.', 'nytt meddelande', 'nya meddelanden', 'panel', 'chatt', 'Dölj hälsningen'],
    en: ['Open the chat', 'Chat', 'Close', 'Open on its own page', 'The chat did not open here.', 'new message', 'new messages', 'panel', 'chat', 'Hide the greeting']
  }
  const told = language || document.documentElement.lang.slice(0, 2)
  const code = WORDS[told] ? told : 'fi'
  const [OPEN, TITLE, CLOSE, OWN, BLOCKED, UNREAD_ONE, UNREAD, PANEL, CHAT, HIDE] = WORDS[code]
  const query = new URLSearchParams(Object.entries({ area, opens, path }).filter(([, value]) => value))
  const panel = `${origin}/${code}/${PANEL}/?${query}`
  const page = `${origin}/${code}/${CHAT}/${area && `?area=${encodeURIComponent(area)}`}`
  const NAME = 'luotsi-widget'
  const PATIENCE = 8000
  const SMALL = '(max-width:30rem),(max-height:30rem)'
  const side = position === 'left' ? 'left' : 'right'
  const heard = {}
  let frame = null
  let isOpen = false
  let unread = 0
  let returnTo = null

  const CSS = `
:host{all:initial}
*{box-sizing:border-box;font:600 1rem/1.4 system-ui,"Segoe UI",Roboto,Arial,sans-serif}
[hidden]{display:none!important}
button,a{min-height:2.75rem;cursor:pointer}
:focus-visible{outline:3px solid #1f2a2e;outline-offset:2px;box-shadow:0 0 0 6px #ffd34e}
.b{position:fixed;bottom:1rem;${side}:1rem;z-index:2147483000;display:flex;gap:.5rem;align-items:center;min-height:3.25rem;padding:0 1.25rem;color:#fff;background:#0b5c63;border:2px solid #fff;border-radius:2rem;box-shadow:0 2px 12px #0004}
.b:hover{background:#084a50}
.b span{min-width:1.6rem;padding:0 .4rem;color:#fff;background:#a31621;border-radius:1rem;text-align:center}
.g{position:fixed;bottom:5rem;${side}:1rem;z-index:2147483000;display:flex;gap:.25rem;max-width:min(20rem,calc(100vw - 2rem));padding:.25rem .25rem .25rem 1rem;align-items:center;color:#1f2a2e;background:#fff;border:1px solid #6b7478;border-radius:1rem;box-shadow:0 2px 12px #0003}
.g button,.h button{flex:none;min-width:2.75rem;padding:0;color:inherit;background:none;border:0}
.d{position:fixed;bottom:1rem;${side}:1rem;z-index:2147483001;display:grid;grid-template-rows:auto minmax(0,1fr);width:min(24rem,calc(100vw - 2rem));height:min(40rem,calc(100vh - 2rem));overflow:hidden;color:#1f2a2e;background:#faf6f0;border:1px solid #6b7478;border-radius:.75rem;box-shadow:0 4px 24px #0005}
.h{display:flex;gap:.5rem;align-items:center;padding-left:1rem;color:#fff;background:#0b5c63}
.h b{flex:1}
.h a{display:flex;align-items:center;padding:0 .5rem;color:inherit}
.h :focus-visible{outline-color:#fff;outline-offset:-3px;box-shadow:none}
.s{position:fixed;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
iframe,.f{grid-row:2}
iframe{width:100%;height:100%;border:0}
.f{padding:1rem}
.f a{color:#07575e}
@media${SMALL}{.d{inset:0;width:100%;height:100%;border:0;border-radius:0}}
@media(prefers-color-scheme:dark){.d,.g{color:#f3eee7;background:#15191a}.f a{color:#8fdad5}}
@media(forced-colors:active){.b,.g,.d{border:2px solid}}
@media print{.b,.g,.d{display:none}}`

  /** An element with its text, attributes and what a press does. */
  function make (name, attributes = {}, text = '', press = null) {
    const made = document.createElement(name)
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
    made.textContent = text
    if (press) made.addEventListener('click', press)
    return made
  }

  function remember (state) {
    try {
      if (state) sessionStorage.setItem(NAME, state)
      else return sessionStorage.getItem(NAME)
    } catch (error) { /* The browser keeps its storage shut. */ }
    return ''
  }

  function tell (event, detail) {
    for (const listener of heard[event] || []) listener(detail)
  }

  const toPanel = luotsi => frame?.contentWindow?.postMessage({ luotsi }, origin)

  const host = make('div', { lang: code })
  const root = host.attachShadow({ mode: 'open' })
  const count = make('span', { hidden: '' })
  const news = make('div', { class: 's', role: 'status' })
  const button = make('button', { class: 'b', type: 'button', 'aria-haspopup': 'dialog', 'aria-expanded': 'false' }, TITLE, open)
  const dialog = make('div', { class: 'd', role: 'dialog', 'aria-labelledby': 't', hidden: '' })
  const head = make('div', { class: 'h' })
  const failed = make('p', { class: 'f', role: 'alert', hidden: '' }, `${BLOCKED} `)
  failed.append(make('a', { href: page, target: '_blank', rel: 'noopener' }, OWN))
  head.append(
    make('b', { id: 't' }, TITLE),
    make('a', { href: page, target: '_blank', rel: 'noopener', 'aria-label': OWN }, '↗'),
    make('button', { type: 'button', 'aria-label': CLOSE }, '✕', close)
  )
  dialog.append(head, failed)
  button.append(count)

  /** The frame comes with the first opening, and stays: a conversation goes on in it while it is closed. */
  function load () {
    if (frame) return
    frame = make('iframe', { src: panel, title: TITLE, referrerpolicy: 'origin' })
    dialog.append(frame)
    frame.timer = setTimeout(() => { failed.hidden = false; frame.hidden = true }, PATIENCE)
  }

  /** `isBack`: opened again after a change of page, where focus stays at the page's beginning. */
  function open ({ isBack = false } = {}) {
    if (isOpen) return
    isOpen = true
    returnTo = root.activeElement || document.activeElement
    load()
    greet.remove()
    dialog.hidden = false
    button.hidden = true
    button.setAttribute('aria-expanded', 'true')
    remember('open')
    toPanel('shown')
    if (!isBack) (failed.hidden ? frame : failed.firstElementChild).focus()
    tell('open')
  }

  /** `stays`: focus is where the client wants it. */
  function close ({ stays = false } = {}) {
    if (!isOpen) return
    isOpen = false
    dialog.hidden = true
    button.hidden = false
    button.setAttribute('aria-expanded', 'false')
    remember('closed')
    toPanel('hidden')
    const target = returnTo && returnTo !== document.body && returnTo.isConnected ? returnTo : button
    if (!stays) target.focus()
    tell('close')
  }

  function showUnread (number) {
    unread = Math.max(0, Math.floor(number)) || 0
    count.hidden = !unread
    count.textContent = unread > 99 ? '99+' : unread
    // While it is closed nobody hears the panel itself.
    const words = `${unread} ${unread === 1 ? UNREAD_ONE : UNREAD}`
    news.textContent = unread && !isOpen ? words : ''
    button.setAttribute('aria-label', unread ? `${OPEN}, ${words}` : OPEN)
    tell('unread', unread)
  }

  const greet = make('div', { class: 'g', role: 'complementary', 'aria-label': TITLE })
  greet.append(
    make('button', { type: 'button' }, greeting, open),
    make('button', { type: 'button', 'aria-label': HIDE }, '✕', () => { greet.remove(); remember('quiet') })
  )

  // On a small screen the panel covers the page: who goes on there with the keyboard must see where they are.
  addEventListener('focusin', event => {
    if (isOpen && event.target !== host && matchMedia(SMALL).matches) close({ stays: true })
  })
  dialog.addEventListener('keydown', event => { if (event.key === 'Escape') close() })
  addEventListener('message', event => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== origin) return
    const { luotsi, count: number } = event.data || {}
    if (luotsi === 'ready') {
      clearTimeout(frame.timer)
      failed.hidden = true
      frame.hidden = false
      // The panel has a bar of its own, with a button that closes.
      if (head.contains(root.activeElement)) frame.focus()
      head.hidden = true
      toPanel(isOpen ? 'shown' : 'hidden')
    }
    if (luotsi === 'close') close()
    if (luotsi === 'unread') showUnread(number)
  })
  // A plain link to the chat, for those without scripts, opens it here for those with.
  document.addEventListener('click', event => {
    const link = event.target.closest?.('a[data-luotsi]')
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    open()
  })

  function begin () {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(CSS)
    root.adoptedStyleSheets = [sheet]
    showUnread(0)
    root.append(button, news, dialog)
    const before = remember()
    if (greeting && !before) root.append(greet)
    document.body.append(host)
    // On the next page of the site the conversation is there again, as it was left.
    if (before === 'open') open({ isBack: true })
    else if (before === 'closed') load()
    tell('ready')
  }

  window.Luotsi = {
    open,
    close,
    /** `on('open' | 'close' | 'unread' | 'ready', listener)`; gives what takes the listener away again. */
    on (event, listener) {
      (heard[event] ||= new Set()).add(listener)
      return () => heard[event].delete(listener)
    }
  }
  if (document.body) begin()
  else addEventListener('DOMContentLoaded', begin)
})()
