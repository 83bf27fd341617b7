/** Where a progress line is drawn: standard error, or a stand-in with the same three things. */
export interface ProgressScreen {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

const REDRAW_MS_MIN = 100
const BAR_CELLS = 16

/** One step of a long work. */
export interface ProgressStep {
  /** Part done, 0..1. */
  readonly part: number
  /** Units done so far, for the rate. */
  readonly done: number
  /** What a unit is, in the plural: `rows`, `bars`. */
  readonly unit: string
}

/**
 * A line with a bar, a percentage and a rate that is redrawn in place; draws nothing where the
 * screen is not a terminal.
 */
export class ProgressLine {
  #drawnAtMs = -Infinity
  #startedAtMs: number
  #isDrawn = false

  /** `nowMs` is a monotonic clock in milliseconds. */
  constructor(
    private readonly screen: ProgressScreen,
    private readonly label: string,
    private readonly nowMs: () => number
  ) {
    this.#startedAtMs = nowMs()
  }

  /** Redraws, at most ten times a second. */
  update(step: ProgressStep): void {
    const now = this.nowMs()
    if (!this.screen.isTTY || now - this.#drawnAtMs < REDRAW_MS_MIN) return
    this.#drawnAtMs = now
    this.#isDrawn = true
    const text = formatProgress(this.label, step, (now - this.#startedAtMs) / 1000)
    this.screen.write(`\r\u001b[2K${text.slice(0, (this.screen.columns ?? 80) - 1)}`)
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#isDrawn) this.screen.write('\r\u001b[2K')
    this.#isDrawn = false
  }
}

/** `prices.csv ██████░░░░  41 %  1,230,000 rows  890,000 rows/s  2 s left`. */
export function formatProgress(label: string, step: ProgressStep, seconds: number): string {
  const part = Math.min(1, Math.max(0, step.part))
  const filled = Math.round(part * BAR_CELLS)
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_CELLS - filled)
  const percent = `${String(Math.floor(part * 100)).padStart(3)} %`
  const count = (value: number) => Math.round(value).toLocaleString('en-US')
  const rate = seconds > 0 ? `  ${count(step.done / seconds)} ${step.unit}/s` : ''
  const left = part > 0.01 && part < 1 ? `  ${count((seconds * (1 - part)) / part)} s left` : ''
  return `${label} ${bar} ${percent}  ${count(step.done)} ${step.unit}${rate}${left}`
}
