/* The charts of this run. */
const pairs = (times, values) => times.map((x, i) => ({ x, y: values[i] }))

function drawCurves() {
  const { atMs, equity, benchmark, drawdown } = report.curves
  const group = chartGroup({
    times: atMs,
    readout: 'curve-readout',
    say: (i) => [
      said('', timeText(atMs[i])),
      said('Equity', money(equity[i])),
      ...(benchmark && benchmark[i] !== null
        ? [said(report.benchmarkName, money(benchmark[i]))]
        : []),
      said('Drawdown', percentText(drawdown[i])),
    ],
  })
  const positive = equity.every((value) => value > 0)
  const chart = timeChart({
    id: 'equity-chart',
    group,
    axis: axisMoney,
    datasets: (c) => [
      { data: pairs(atMs, equity), borderColor: c.accent, borderWidth: 1.5 },
      ...(benchmark
        ? [{ data: pairs(atMs, benchmark), borderColor: c['text-3'], borderDash: [4, 3] }]
        : []),
    ],
  })
  timeChart({
    id: 'drawdown-chart',
    group,
    axis: (value) => percentText(value, 0),
    extra: { y: { max: 0, suggestedMin: -0.05 } },
    datasets: (c) => [
      {
        data: pairs(atMs, drawdown),
        borderColor: c['text-2'],
        borderWidth: 1,
        backgroundColor: c.shade,
        fill: 'origin',
      },
    ],
  })
  bindRange('curve-range', group, atMs)
  const logarithmic = document.getElementById('log-scale')
  logarithmic.disabled = !positive
  logarithmic.addEventListener('click', () => {
    const on = logarithmic.getAttribute('aria-pressed') !== 'true'
    logarithmic.setAttribute('aria-pressed', String(on))
    const { y } = chart.options.scales
    y.type = on ? 'logarithmic' : 'linear'
    y.afterBuildTicks = on ? (scale) => (scale.ticks = logTicks(scale.min, scale.max)) : undefined
    chart.update('none')
  })
}

/* Marks travel as [time, price, quantity, bought 1 or 0, opens 1 or 0]. */
for (const prices of report.prices) {
  prices.marks = prices.marks.map(([atMs, price, quantity, bought, opens]) => ({
    atMs,
    price,
    quantity,
    action: bought ? 'buy' : 'sell',
    opens: opens === 1,
  }))
}

const SHAPES = { buy: '▲', sell: '▼' }

function drawPrices() {
  const select = document.getElementById('price-symbol')
  const note = document.getElementById('price-note')
  let prices = report.prices[0]
  if (!prices) return
  const around = (i) => {
    const from = i === 0 ? -Infinity : (prices.atMs[i - 1] + prices.atMs[i]) / 2
    const to = i + 1 < prices.atMs.length ? (prices.atMs[i] + prices.atMs[i + 1]) / 2 : Infinity
    return prices.marks.filter((mark) => mark.atMs >= from && mark.atMs < to).slice(0, 4)
  }
  const group = chartGroup({
    times: prices.atMs,
    readout: 'price-readout',
    say: (i) => [
      said('', timeText(prices.atMs[i])),
      said('Close', priceText(prices.close[i])),
      ...around(i).map((mark) =>
        said(
          `${SHAPES[mark.action]} ${mark.action === 'buy' ? 'bought' : 'sold'}`,
          `${priceText(mark.quantity).replace(/\.00$/, '')} at ${priceText(mark.price)}`,
          mark.action === 'buy' ? 'gain' : 'loss'
        )
      ),
    ],
  })
  const marks = (c, action, opens) => {
    const tone = action === 'buy' ? c.gain : c.loss
    return {
      data: prices.marks
        .filter((mark) => mark.action === action && mark.opens === opens)
        .map((mark) => ({ x: mark.atMs, y: mark.price })),
      showLine: false,
      pointStyle: 'triangle',
      rotation: action === 'buy' ? 0 : 180,
      radius: opens ? 4.5 : 4,
      borderColor: tone,
      borderWidth: 1.25,
      backgroundColor: opens ? tone : c['ground-1'],
      clip: 8,
    }
  }
  timeChart({
    id: 'price-chart',
    group,
    axis: axisMoney,
    datasets: (c) => [
      marks(c, 'buy', true),
      marks(c, 'sell', true),
      marks(c, 'buy', false),
      marks(c, 'sell', false),
      { data: pairs(prices.atMs, prices.close), borderColor: c['text-2'], borderWidth: 1 },
    ],
  })
  const refill = bindRange('price-range', group, prices.atMs)
  const describe = () => {
    const omitted = prices.tradesOmitted
    note.textContent =
      omitted > 0 ? `${whole(omitted)} trades are not marked; those marked are evenly spread.` : ''
  }
  select?.addEventListener('change', () => {
    prices = report.prices[Number(select.value)]
    for (const redraw of charts) redraw()
    group.retime(prices.atMs)
    refill(prices.atMs)
    describe()
  })
  describe()
}

function drawRolling() {
  const { atMs, value } = report.rollingSharpe
  if (!document.getElementById('rolling-chart')) return
  const group = chartGroup({
    times: atMs,
    readout: 'rolling-readout',
    say: (i) => [
      said('', timeText(atMs[i], true)),
      said('Sharpe', value[i] === null ? 'n/a' : twoDecimals(value[i])),
    ],
  })
  timeChart({
    id: 'rolling-chart',
    group,
    axis: (one) => minus(String(Number(one.toFixed(2)))),
    extra: {
      y: { suggestedMin: -0.5, suggestedMax: 0.5, grid: { drawTicks: false, color: zeroLine } },
    },
    datasets: (c) => [{ data: pairs(atMs, value), borderColor: c.accent, spanGaps: false }],
  })
}

function zeroLine(context) {
  const { colours } = context.chart.config.options.aq.group
  return context.tick?.value === 0 ? colours['text-3'] : colours.hairline
}

function drawDistribution() {
  const canvas = document.getElementById('distribution-chart')
  if (!canvas) return
  const { edges, count } = report.distribution
  const digits = edges[1] - edges[0] < 0.01 ? 1 : 0
  const out = document.getElementById('distribution-readout')
  const rest = [...out.childNodes]
  const c = palette()
  const tones = () => count.map((_, i) => colour(edges[i] < 0 ? 'loss' : 'gain'))
  const chart = new Chart(canvas, {
    type: 'bar',
    data: {
      labels: count.map((_, i) => percentText(edges[i], digits)),
      datasets: [
        { data: count, backgroundColor: tones(), barPercentage: 1, categoryPercentage: 0.94 },
      ],
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      resizeDelay: 40,
      events: [],
      layout: { padding: { top: 6 } },
      plugins: { legend: { display: false }, tooltip: { enabled: false } },
      scales: {
        x: {
          grid: { display: false },
          border: { color: c.hairline },
          ticks: { maxRotation: 0, autoSkipPadding: 16, color: c['text-2'] },
        },
        y: {
          position: 'right',
          grid: { color: c.hairline, drawTicks: false },
          border: { display: false },
          ticks: { precision: 0, padding: 8, maxTicksLimit: 6, color: c['text-2'] },
          afterFit: (scale) => (scale.width = axisWidth),
        },
      },
    },
  })
  let index = null
  const point = (next) => {
    index = next
    if (next === null) return out.replaceChildren(...rest)
    const trades = count[next] === 1 ? '1 trade' : `${whole(count[next])} trades`
    out.replaceChildren(
      said(
        `${percentText(edges[next], digits)} to ${percentText(edges[next + 1], digits)}:`,
        trades
      )
    )
    canvas.setAttribute('aria-valuenow', next)
    canvas.setAttribute('aria-valuetext', out.textContent)
  }
  canvas.setAttribute('aria-valuemin', 0)
  canvas.setAttribute('aria-valuemax', count.length - 1)
  canvas.setAttribute('aria-valuenow', 0)
  const at = (event) => {
    const found = chart.scales.x.getValueForPixel(
      event.clientX - canvas.getBoundingClientRect().left
    )
    point(Math.min(count.length - 1, Math.max(0, found)))
  }
  canvas.addEventListener('pointermove', at)
  canvas.addEventListener('pointerdown', at)
  canvas.addEventListener('pointerleave', () => point(null))
  canvas.addEventListener('blur', () => point(null))
  canvas.addEventListener('keydown', (event) => {
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (!move) return
    event.preventDefault()
    point(Math.min(count.length - 1, Math.max(0, (index ?? (move > 0 ? -1 : count.length)) + move)))
  })
  charts.push(() => {
    const now = palette()
    chart.data.datasets[0].backgroundColor = tones()
    chart.options.scales.x.ticks.color = now['text-2']
    chart.options.scales.y.ticks.color = now['text-2']
    chart.options.scales.y.grid.color = now.hairline
    chart.options.scales.x.border.color = now.hairline
    chart.update('none')
  })
}

function drawAll() {
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily
  Chart.defaults.font.size = 12
  drawCurves()
  drawPrices()
  drawRolling()
  drawDistribution()
  document.documentElement.dataset.drawn = ''
}

/* Canvas text painted before the font arrives keeps the wrong face, so wait for it a moment. */
const fontReady = document.fonts?.load ? document.fonts.load('12px Plex') : Promise.resolve()
Promise.race([fontReady, new Promise((resolve) => setTimeout(resolve, 400))]).then(drawAll, drawAll)
