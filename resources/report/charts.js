/* Charts: drawn once, no animation, read by pointer or arrow keys. */
const charts = []
const axisWidth = 66

function palette() {
  const names = [
    'text-1',
    'text-2',
    'text-3',
    'accent',
    'hairline',
    'gain',
    'loss',
    'shade',
    'ground-1',
  ]
  return Object.fromEntries(names.map((name) => [name, colour(name)]))
}

/** Large amounts on an axis stay narrow: 1.25M, 140k only from a million on. */
function axisMoney(value) {
  const size = Math.abs(value)
  if (size >= 1e9) return `${twoDecimals(value / 1e9)}B`
  if (size >= 1e6) return `${twoDecimals(value / 1e6)}M`
  return size >= 100 || Number.isInteger(value)
    ? whole(value)
    : priceText(Number(value.toPrecision(6)))
}

const nearest = (times, atMs) => {
  let low = 0
  let high = times.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle] < atMs) low = middle + 1
    else high = middle
  }
  return low > 0 && atMs - times[low - 1] < times[low] - atMs ? low - 1 : low
}

/** Draws the line under the cursor and the stretch being selected. */
const cursorPlugin = {
  id: 'cursor',
  afterDatasetsDraw(chart) {
    const { group } = chart.config.options.aq
    const { ctx, chartArea: area, scales } = chart
    ctx.save()
    if (group.drag) {
      const [from, to] = group.drag.map((at) => scales.x.getPixelForValue(at))
      ctx.fillStyle = group.colours.shade
      ctx.fillRect(from, area.top, to - from, area.bottom - area.top)
    }
    if (group.index !== null) {
      const x = Math.round(scales.x.getPixelForValue(group.times[group.index])) + 0.5
      ctx.strokeStyle = group.colours['text-3']
      ctx.lineWidth = 1
      ctx.setLineDash([3, 3])
      if (x >= area.left && x <= area.right) {
        ctx.beginPath()
        ctx.moveTo(x, area.top)
        ctx.lineTo(x, area.bottom)
        ctx.stroke()
      }
    }
    ctx.restore()
  },
}

/** Charts that share times, cursor, range and readout. */
function chartGroup({ times, readout, say }) {
  const group = { times, index: null, drag: null, members: [], colours: palette() }
  const out = document.getElementById(readout)
  const rest = [...out.childNodes]
  group.point = (index) => {
    group.index = index
    out.replaceChildren(...(index === null ? rest : say(index)))
    for (const { chart, canvas } of group.members) {
      chart.draw()
      if (index !== null) canvas.setAttribute('aria-valuenow', index)
      canvas.setAttribute(
        'aria-valuetext',
        [...out.children].map((one) => one.textContent).join(', ')
      )
    }
  }
  group.onShow = () => {}
  group.show = (from, to, chosen = from === null ? '' : 'selection') => {
    group.onShow(chosen)
    for (const { chart } of group.members) {
      chart.options.scales.x.min = from ?? group.times[0]
      chart.options.scales.x.max = to ?? group.times[group.times.length - 1]
      chart.update('none')
    }
  }
  group.retime = (next) => {
    group.times = next
    group.index = null
    for (const { canvas } of group.members) canvas.setAttribute('aria-valuemax', next.length - 1)
    group.show(null)
    group.point(null)
  }
  return group
}

/** A piece of readout: word and value, both text. */
function said(word, value, tone) {
  const span = document.createElement('span')
  const strong = document.createElement('b')
  strong.textContent = value
  if (tone) strong.className = tone
  if (word) span.append(`${word} `)
  span.append(strong)
  return span
}

function timeChart({ id, group, datasets, axis, type = 'line', extra = {} }) {
  const canvas = document.getElementById(id)
  const make = () => datasets(group.colours)
  const chart = new Chart(canvas, {
    type,
    data: { datasets: make() },
    plugins: [cursorPlugin],
    options: {
      aq: { group },
      animation: false,
      parsing: false,
      normalized: true,
      responsive: true,
      maintainAspectRatio: false,
      resizeDelay: 40,
      events: [],
      layout: { padding: { top: 6 } },
      elements: { point: { radius: 0 }, line: { borderWidth: 1.25, tension: 0 } },
      plugins: { legend: { display: false }, tooltip: { enabled: false } },
      scales: {
        x: {
          type: 'linear',
          min: group.times[0],
          max: group.times[group.times.length - 1],
          grid: { display: false },
          border: { display: false },
          ticks: {
            maxRotation: 0,
            autoSkip: false,
            color: group.colours['text-2'],
            callback: (_, index, ticks) => ticks[index].label,
          },
          afterBuildTicks: (scale) => {
            scale.ticks = timeTicks(scale.min, scale.max, Math.max(2, scale.width / 84))
          },
        },
        y: {
          position: 'right',
          grid: { color: group.colours.hairline, drawTicks: false },
          border: { display: false },
          ticks: { color: group.colours['text-2'], padding: 8, maxTicksLimit: 7, callback: axis },
          afterFit: (scale) => (scale.width = axisWidth),
          ...extra.y,
        },
      },
    },
  })
  group.members.push({ chart, canvas })
  bindPointer(canvas, chart, group)
  bindKeys(canvas, group)
  charts.push(() => {
    group.colours = palette()
    chart.data.datasets = make()
    for (const name of ['x', 'y']) chart.options.scales[name].ticks.color = group.colours['text-2']
    chart.options.scales.y.grid.color = group.colours.hairline
    chart.update('none')
  })
  canvas.setAttribute('aria-valuemin', 0)
  canvas.setAttribute('aria-valuemax', group.times.length - 1)
  canvas.setAttribute('aria-valuenow', 0)
  return chart
}

function bindPointer(canvas, chart, group) {
  const timeAt = (event) => {
    const box = canvas.getBoundingClientRect()
    const { left, right } = chart.chartArea
    const x = Math.min(right, Math.max(left, event.clientX - box.left))
    return chart.scales.x.getValueForPixel(x)
  }
  let start = null
  canvas.addEventListener('pointermove', (event) => {
    const at = timeAt(event)
    if (start !== null) group.drag = [Math.min(start, at), Math.max(start, at)]
    group.point(nearest(group.times, at))
  })
  canvas.addEventListener('pointerleave', () => {
    start = null
    group.drag = null
    group.point(null)
  })
  canvas.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'mouse' && event.button === 0) start = timeAt(event)
    else group.point(nearest(group.times, timeAt(event)))
  })
  canvas.addEventListener('pointerup', () => {
    const drag = group.drag
    start = null
    group.drag = null
    if (!drag) return
    const wide = chart.scales.x.getPixelForValue(drag[1]) - chart.scales.x.getPixelForValue(drag[0])
    if (wide > 12) group.show(drag[0], drag[1])
  })
  canvas.addEventListener('dblclick', () => group.show(null))
}

function bindKeys(canvas, group) {
  canvas.addEventListener('keydown', (event) => {
    const last = group.times.length - 1
    const step = event.shiftKey ? Math.ceil(group.times.length / 50) : 1
    const now = group.index ?? (event.key === 'ArrowLeft' ? last + 1 : -1)
    const moves = {
      ArrowLeft: () => Math.max(0, now - step),
      ArrowRight: () => Math.min(last, now + step),
      Home: () => 0,
      End: () => last,
    }
    if (moves[event.key]) {
      event.preventDefault()
      group.point(moves[event.key]())
    } else if (event.key === 'Escape') {
      group.show(null)
      group.point(null)
    }
  })
  canvas.addEventListener('blur', () => group.point(null))
}

/** Fills a list of years to look at; the first entry is the whole run. */
function bindRange(id, group, times) {
  const select = document.getElementById(id)
  if (!select) return
  const fill = (list) => {
    while (select.options.length > 1) select.remove(1)
    const first = new Date(list[0]).getUTCFullYear()
    const last = new Date(list[list.length - 1]).getUTCFullYear()
    for (let year = first; year <= last && last > first; year++) {
      select.add(new Option(String(year), String(year)))
    }
    select.value = ''
    select.parentElement.hidden = last === first
  }
  select.addEventListener('change', () => {
    const year = Number(select.value)
    if (!year) group.show(null)
    else group.show(Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1), select.value)
  })
  // A stretch chosen by dragging is named in the list while it is shown, and only then.
  const selection = new Option('selection', 'selection')
  group.onShow = (chosen) => {
    if (chosen === 'selection') select.add(selection)
    else selection.remove()
    select.value = chosen
  }
  fill(times)
  return fill
}

onColours(() => {
  for (const redraw of charts) redraw()
})
