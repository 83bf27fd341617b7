/* The trade list: sorted by any column, twenty-five to a page. */
const PER_PAGE = 25
const columns = [
  { key: 'number', label: '#', show: (t) => whole(t.number), number: true },
  { key: 'symbol', label: 'Symbol', show: (t) => t.symbol },
  { key: 'strategy', label: 'Strategy', show: (t) => t.strategy, skip: !report.severalStrategies },
  { key: 'side', label: 'Side', show: (t) => (t.side === 'long' ? 'Long' : 'Short') },
  {
    key: 'quantity',
    label: 'Quantity',
    show: (t) => priceText(t.quantity).replace(/\.00$/, ''),
    number: true,
  },
  { key: 'entryMs', label: 'Entry', show: (t) => timeText(t.entryMs) },
  { key: 'entryPrice', label: 'Entry price', show: (t) => priceText(t.entryPrice), number: true },
  { key: 'exitMs', label: 'Exit', show: (t) => (t.exitMs === null ? 'open' : timeText(t.exitMs)) },
  {
    key: 'exitPrice',
    label: 'Exit price',
    show: (t) => (t.exitPrice === null ? '' : priceText(t.exitPrice)),
    number: true,
  },
  { key: 'barsHeld', label: 'Bars', show: (t) => whole(t.barsHeld), number: true },
  { key: 'fees', label: 'Fees', show: (t) => money(t.fees), number: true },
  {
    key: 'returnFraction',
    label: 'Return',
    show: (t) => signedText(t.returnFraction, percentText(t.returnFraction)),
    number: true,
    tone: true,
  },
  {
    key: 'pnl',
    label: 'Profit',
    show: (t) => signedText(t.pnl, money(t.pnl)),
    number: true,
    tone: true,
  },
].filter((column) => !column.skip)

/** A row with a cell for every column. */
function wideRow(trade) {
  const row = document.createElement('tr')
  for (const column of columns) {
    const cell = row.insertCell()
    cell.textContent = column.show(trade)
    if (column.number) cell.className = 'number'
    if (column.tone && trade[column.key] !== 0) cell.classList.add(toneOf(trade[column.key]))
  }
  return row
}

/** The same on a phone: what and when on the left, the result on the right. */
function shortRow(trade) {
  const text = Object.fromEntries(columns.map((column) => [column.key, column.show(trade)]))
  const row = document.createElement('tr')
  const left = row.insertCell()
  const right = row.insertCell()
  right.className = 'number'
  const line = (cell, words, name) => {
    const div = document.createElement('div')
    div.textContent = words
    div.className = name
    cell.append(div)
  }
  const strategy = text.strategy ? `, ${text.strategy}` : ''
  line(left, `${text.symbol} ${text.side.toLowerCase()} ${text.quantity}${strategy}`, 'what')
  line(left, `${text.entryMs} to ${text.exitMs}`, 'quiet small')
  const prices = text.exitPrice ? `${text.entryPrice} to ${text.exitPrice}` : text.entryPrice
  line(left, `${prices}, ${text.barsHeld} bars`, 'quiet small')
  line(right, text.pnl, toneOf(trade.pnl))
  line(right, text.returnFraction, `small ${toneOf(trade.pnl)}`)
  line(right, `fees ${text.fees}`, 'quiet small')
  return row
}

const narrow = matchMedia('(max-width: 700px)')

function tradeList() {
  const table = document.getElementById('trade-table')
  if (!table) return
  const keys = report.trades.columns
  const trades = report.trades.rows.map((row) =>
    Object.fromEntries(keys.map((key, i) => [key, row[i]]))
  )
  const body = table.tBodies[0]
  const order = { key: 'number', down: false }
  let page = 0
  const pages = Math.max(1, Math.ceil(trades.length / PER_PAGE))

  const compare = (a, b) => {
    const left = a[order.key]
    const right = b[order.key]
    const direction = order.down ? -1 : 1
    if (left === right) return a.number - b.number
    if (left === null) return 1
    if (right === null) return -1
    if (typeof left === 'string') return direction * left.localeCompare(right)
    return direction * (left - right)
  }

  const draw = () => {
    const sorted = [...trades].sort(compare)
    const rows = sorted.slice(page * PER_PAGE, (page + 1) * PER_PAGE)
    const rowOf = narrow.matches ? shortRow : wideRow
    body.replaceChildren(...rows.map(rowOf))
    const first = trades.length === 0 ? 0 : page * PER_PAGE + 1
    const last = Math.min(trades.length, (page + 1) * PER_PAGE)
    document.getElementById('trade-where').textContent =
      `Trades ${whole(first)} to ${whole(last)} of ${whole(trades.length)}`
    document.getElementById('trade-before').disabled = page === 0
    document.getElementById('trade-after').disabled = page >= pages - 1
    for (const th of table.tHead.rows[0].cells) {
      const here = th.dataset.key === order.key
      th.setAttribute('aria-sort', here ? (order.down ? 'descending' : 'ascending') : 'none')
    }
  }

  const sortBy = (key, down) => {
    order.down = down ?? (order.key === key ? !order.down : false)
    order.key = key
    page = 0
    draw()
  }

  const head = table.createTHead().insertRow()
  for (const column of columns) {
    const th = document.createElement('th')
    th.scope = 'col'
    th.dataset.key = column.key
    if (column.number) th.className = 'number'
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = column.label
    button.addEventListener('click', () => sortBy(column.key))
    th.append(button)
    head.append(th)
  }
  document.getElementById('trade-sort').addEventListener('change', (event) => {
    const [key, direction] = event.target.value.split(' ')
    sortBy(key, direction === 'down')
  })
  const turn = (by) => () => {
    page = Math.min(pages - 1, Math.max(0, page + by))
    draw()
  }
  document.getElementById('trade-before').addEventListener('click', turn(-1))
  document.getElementById('trade-after').addEventListener('click', turn(1))
  narrow.addEventListener('change', draw)
  draw()
}

tradeList()
