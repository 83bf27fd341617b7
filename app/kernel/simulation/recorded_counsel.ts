import { ANSWER, type AgentAdvisor, type RuleAdvisor } from './counsel_advisor.js'
import { COUNSEL_FIELD, COUNSEL_TYPE } from './evidence.js'

/** What one plugin said in an earlier run, as far as it is known. */
export interface Spoken {
  /** For each row of this speaker the array that holds it, and where in it the row begins. */
  readonly rows: Float64Array[]
  readonly at: number[]
  readonly texts: string[]
}

/** What a rule or an agent said in an earlier run, question by question. */
export class RecordedWords {
  type = 0
  decision = 0
  amount = 0
  text = ''
  #call = 0
  #next = 0

  constructor(readonly spoken: Spoken) {}

  /** Goes to the next question. Whether something was said to it. */
  hear(): boolean {
    const { at, texts } = this.spoken
    this.#call++
    if (this.#next >= at.length) return false
    const start = at[this.#next] as number
    const rows = this.spoken.rows[this.#next] as Float64Array
    if (rows[start] !== this.#call) return false
    this.type = rows[start + 2 + COUNSEL_FIELD.type] as number
    this.decision = rows[start + 2 + COUNSEL_FIELD.decision] as number
    this.amount = rows[start + 2 + COUNSEL_FIELD.amount] as number
    this.text = texts[this.#next] as string
    this.#next++
    return true
  }

  /** Words that no question asked for. */
  unheard(): number {
    return this.spoken.at.length - this.#next
  }
}

/** A rule that answers as it did. Throws RangeError for what no rule can have said. */
export function recordedRule(words: RecordedWords): RuleAdvisor {
  return {
    get allowed(): number {
      return words.amount
    },
    assess() {
      if (!words.hear()) return ANSWER.approve
      const { type, decision, amount } = words
      const isKnown = decision === ANSWER.reduce || (decision === ANSWER.deny && amount === 0)
      if (type !== COUNSEL_TYPE.verdict || !isKnown || !(amount >= 0 && amount < Infinity)) {
        throw new RangeError('evidence holds an answer that no rule can give')
      }
      return decision
    },
    text: () => words.text,
    failure: () => '',
  }
}

/** An agent that says what it said. Throws RangeError for what no agent can have said. */
export function recordedAgent(words: RecordedWords): AgentAdvisor {
  return {
    get bias(): number {
      return words.amount
    },
    look() {
      if (!words.hear()) return 0
      if (words.type !== COUNSEL_TYPE.bias || !(words.amount >= 0 && words.amount <= 1)) {
        throw new RangeError('evidence holds a risk bias that no agent can set')
      }
      return 1
    },
    text: () => words.text,
    failure: () => '',
    stop: () => 0,
  }
}
