/* Theme and colour choice: remembered where the browser allows it, told to the charts. */
const report = JSON.parse(document.getElementById('report-data').textContent)
const listeners = []

/** Calls back whenever colours change: a choice, the system's own switch, or printing. */
function onColours(listener) {
  listeners.push(listener)
}

function remembered(key) {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function remember(key, value) {
  try {
    localStorage.setItem(key, value)
  } catch {
    /* A file opened from disk may have no storage: the choice then lasts for the page. */
  }
}

function bindChoice(id, attribute) {
  const select = document.getElementById(id)
  const apply = (value) => {
    if (value === select.options[0].value) document.documentElement.removeAttribute(attribute)
    else document.documentElement.setAttribute(attribute, value)
  }
  const before = remembered(`aq-report-${id}`)
  if (before && [...select.options].some((option) => option.value === before)) {
    select.value = before
    apply(before)
  }
  select.addEventListener('change', () => {
    apply(select.value)
    remember(`aq-report-${id}`, select.value)
    for (const listener of listeners) listener()
  })
}

/** The colour a token stands for right now, as rgb(); canvas cannot read custom properties. */
function colour(token) {
  const probe = document.createElement('span')
  probe.style.color = `var(--${token})`
  document.body.append(probe)
  const value = getComputedStyle(probe).color
  probe.remove()
  return value
}

function copyText(text, button) {
  const said = button.textContent
  const done = (word) => {
    button.textContent = word
    setTimeout(() => (button.textContent = said), 1500)
  }
  if (!navigator.clipboard) return done('Select and copy')
  navigator.clipboard.writeText(text).then(
    () => done('Copied'),
    () => done('Select and copy')
  )
}

bindChoice('theme', 'data-theme')
bindChoice('tones', 'data-tones')
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  for (const listener of listeners) listener()
})
for (const moment of ['beforeprint', 'afterprint']) {
  addEventListener(moment, () => {
    if (moment === 'beforeprint') document.documentElement.dataset.printing = ''
    else delete document.documentElement.dataset.printing
    for (const listener of listeners) listener()
  })
}
const copyButton = document.getElementById('copy-command')
copyButton?.addEventListener('click', () => copyText(report.command, copyButton))
