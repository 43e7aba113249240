// Wagtail starts its calendars by inline scripts, which our policy refuses. The widgets' templates
// (templates/wagtailadmin/widgets/) leave a mark instead, and this file starts the calendar beside it.

const STARTERS = ['initDateChooser', 'initTimeChooser', 'initDateTimeChooser']

function start (mark) {
  const { dateChooser, for: id, options } = mark.dataset
  if (!STARTERS.includes(dateChooser) || !window[dateChooser]) return
  // A form that is copied when a row is added still has a place-holder in its id.
  if (id.includes('__prefix__') || !document.getElementById(id)) return
  mark.removeAttribute('data-date-chooser')
  // A date that the calendar cannot read stays as it was typed: it would put the present moment there.
  window[dateChooser](id, { ...JSON.parse(options), validateOnBlur: false })
}

function startAll () {
  document.querySelectorAll('[data-date-chooser]').forEach(start)
}

let waiting = false
new MutationObserver(() => {
  if (waiting) return
  waiting = true
  requestAnimationFrame(() => {
    waiting = false
    startAll()
  })
}).observe(document.documentElement, { childList: true, subtree: true })
startAll()
