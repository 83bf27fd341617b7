import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  type ChartOptions,
  type Plugin,
  type ScaleOptionsByType,
} from 'chart.js'

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement
)
Chart.defaults.font.family = CHART_FONT
Chart.defaults.font.size = 12

/** Width of every value axis in px: charts below each other begin and end at the same place. */
const VALUE_AXIS_PX = 72
/** Room for one word of the time axis, in px. */
const WORD_PX = 96

/** A thin upright line with a word: something happened then. */
export interface ChartMark {
  readonly atMs: number
  readonly label: string
}

interface AxisOf {
  readonly colours: ChartColours
  /** A value in words. */
  readonly format: (value: number) => string
}

/** The value axis: at the right, without a line of its own. */
export function valueAxis({ colours, format }: AxisOf) {
  return {
    position: 'right' as const,
    afterFit: (axis: { width: number }) => {
      axis.width = VALUE_AXIS_PX
    },
    grid: { color: colours.line, drawTicks: false },
    border: { display: false },
    ticks: {
      color: colours.text,
      maxTicksLimit: 6,
      padding: 8,
      callback: (value: number | string) => format(Number(value)),
    },
  }
}

/** The value axis of what hangs below zero: zero is its top, and a fall of nothing has no depth. */
export function fallAxis(of: AxisOf) {
  const axis = valueAxis(of)
  const ticks = { ...axis.ticks, maxTicksLimit: 4, autoSkip: false }
  return { ...axis, max: 0, suggestedMin: -0.01, ticks }
}

/** The time axis over UTC ms, in the words of an exchange's clock. */
export function timeAxis(of: { colours: ChartColours; zone: string; locale: string }) {
  const words = new Map<number, string>()
  return {
    type: 'linear' as const,
    // A chart of one moment has no width: the axis makes its own.
    bounds: 'data' as const,
    grid: { display: false },
    border: { color: of.colours.line },
    afterBuildTicks: (axis: { min: number; max: number; width: number; ticks: object[] }) => {
      words.clear()
      const count = Math.max(2, axis.width / WORD_PX)
      const ticks = timeTicks(axis.min, axis.max, { ...of, count })
      for (const { atMs, label } of ticks) words.set(atMs, label)
      axis.ticks = ticks.map(({ atMs }) => ({ value: atMs }))
    },
    ticks: {
      color: of.colours.text,
      maxRotation: 0,
      autoSkip: true,
      autoSkipPadding: 16,
      callback: (value: number | string) => words.get(Number(value)) ?? '',
    },
  } as unknown as ScaleOptionsByType<'linear'>
}

/** What all charts of the panel have in common: no motion, no legend of the library, quick data. */
export const COMMON = {
  animation: false,
  responsive: true,
  maintainAspectRatio: false,
  events: [],
  plugins: { legend: { display: false } },
} as const satisfies ChartOptions

/** Draws the upright line at the point that is read, and marks with their words. */
export function uprights(
  colours: () => ChartColours,
  read: () => number | null,
  marks: () => readonly ChartMark[]
): Plugin<'line'> {
  return {
    id: 'uprights',
    afterDatasetsDraw(chart) {
      const { ctx, chartArea, scales } = chart
      const upright = (atMs: number, colour: string, dash: number[]) => {
        const x = Math.round(scales.x!.getPixelForValue(atMs)) + 0.5
        if (x < chartArea.left - 1 || x > chartArea.right + 1) return null
        ctx.strokeStyle = colour
        ctx.lineWidth = 1
        ctx.setLineDash(dash)
        ctx.beginPath()
        ctx.moveTo(x, chartArea.top)
        ctx.lineTo(x, chartArea.bottom)
        ctx.stroke()
        return x
      }
      ctx.save()
      for (const { atMs, label } of marks()) {
        const x = upright(atMs, colours().text, [2, 3])
        if (x === null) continue
        ctx.fillStyle = colours().text
        ctx.font = `12px ${CHART_FONT}`
        const isRight = x > chartArea.right - 80
        ctx.textAlign = isRight ? 'right' : 'left'
        ctx.fillText(label, x + (isRight ? -4 : 4), chartArea.top + 12)
      }
      const atMs = read()
      if (atMs !== null) upright(atMs, colours().textMain, [])
      ctx.restore()
    },
  }
}
