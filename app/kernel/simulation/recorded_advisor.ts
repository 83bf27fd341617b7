import { FIELD, RECORD_LENGTH, SIGNALS_PER_CALL } from '../signal/signal_record.js'
import type { Advisor } from './advisor.js'
import type { SimulationConfig } from './config.js'
import type { CounselAdvisors } from './counsel_advisor.js'
import { EVIDENCE_LENGTH } from './evidence.js'
import { INBOX_LENGTH } from './inbox.js'
import { recordedAgent, RecordedWords, recordedRule, type Spoken } from './recorded_counsel.js'

/** Recorded plugins, and how many of their words have not been said yet: 0 after a sound run. */
export interface Recording {
  readonly advisors: Advisor[]
  readonly counsel: CounselAdvisors
  /** Takes further rows, which follow those before, and their reasons. Throws as `recordedAdvisors` does. */
  add(rows: Float64Array, reasons: readonly string[]): void
  unheard(): number
}

/** How many plugins of each kind spoke. */
export interface Speakers {
  readonly strategies: number
  readonly rules: number
  readonly agents: number
}

/** The plugins of a configuration. */
export function speakersOf(config: SimulationConfig): Speakers {
  const { strategies, rules, agents } = config
  return {
    strategies: strategies.length,
    rules: rules?.length ?? 0,
    agents: agents?.length ?? 0,
  }
}

/**
 * Says again, at the same calls, what the plugins said in an earlier run.
 *
 * Used by the host to work out results that count without running any code of a plugin. Throws
 * RangeError for evidence whose calls of one speaker are out of order or whose shape is wrong.
 */
export function recordedAdvisors(
  { strategies, rules, agents }: Speakers,
  rows: Float64Array,
  reasons: readonly string[]
): Recording {
  const parts = Array.from({ length: strategies + rules + agents }, (): Spoken => ({
    rows: [],
    at: [],
    texts: [],
  }))
  addTo(parts, rows, reasons)
  const recorded = parts.slice(0, strategies).map(recordedAdvisor)
  const words = parts.slice(strategies).map((part) => new RecordedWords(part))
  return {
    advisors: recorded.map((one) => one.advisor),
    counsel: {
      rules: words.slice(0, rules).map(recordedRule),
      agents: words.slice(rules).map(recordedAgent),
    },
    add: (more, texts) => addTo(parts, more, texts),
    unheard: () => [...recorded, ...words].reduce((total, one) => total + one.unheard(), 0),
  }
}

/** Takes rows in, and where those of each speaker lie, with their texts. */
function addTo(parts: readonly Spoken[], rows: Float64Array, reasons: readonly string[]): void {
  if (rows.length % EVIDENCE_LENGTH !== 0) {
    throw new RangeError(
      `evidence of ${rows.length} numbers is not made of rows of ${EVIDENCE_LENGTH}`
    )
  }
  let reason = 0
  for (let at = 0; at < rows.length; at += EVIDENCE_LENGTH) {
    const part = parts[(rows[at + 1] as number) - 1]
    if (part === undefined) throw new RangeError(`evidence names plugin ${rows[at + 1]}`)
    const count = part.at.length
    if (count > 0 && !((rows[at] as number) >= callOf(part, count - 1))) {
      const previous = callOf(part, count - 1)
      throw new RangeError(`evidence of call ${rows[at]} comes after call ${previous}`)
    }
    part.rows.push(rows)
    part.at.push(at)
    const hasReason = rows[at + 2 + FIELD.hasReason] === 1
    part.texts.push(hasReason ? (reasons[reason++] ?? '') : '')
  }
}

/** The number of the call in which the k-th row was said. */
function callOf({ rows, at }: Spoken, k: number): number {
  return (rows[k] as Float64Array)[at[k] as number] as number
}

function recordedAdvisor(spoken: Spoken): { advisor: Advisor; unheard(): number } {
  const { rows, at, texts } = spoken
  const signals = new Float64Array(SIGNALS_PER_CALL * RECORD_LENGTH)
  let call = 0
  let next = 0
  let first = 0
  const say = (): number => {
    call++
    first = next
    while (next < at.length && callOf(spoken, next) === call) {
      if (next - first === SIGNALS_PER_CALL) {
        throw new RangeError(`call ${call} has too many signals`)
      }
      const start = (at[next] as number) + 2
      const to = (next - first) * RECORD_LENGTH
      const said = rows[next] as Float64Array
      for (let k = 0; k < RECORD_LENGTH; k++) signals[to + k] = said[start + k] as number
      next++
    }
    return next - first
  }
  const advisor: Advisor = {
    signals,
    inbox: new Float64Array(INBOX_LENGTH),
    onInboxBar: say,
    // Whether the strategy wanted slices decides nothing but the number of calls, which is counted
    // by the simulation for both; see `Simulation`.
    hasSlice: () => 1,
    onSlice: say,
    onFill: say,
    onOrder: say,
    onPosition: () => void say(),
    onDenied: say,
    onCorporateAction: say,
    onStop: () => 0,
    text: (k) => texts[first + k] ?? '',
    failure: () => '',
  }
  return { advisor, unheard: () => at.length - next }
}
