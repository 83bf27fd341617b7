import type { TradingMode } from '#kernel/state.js'
import type { CommandKind } from './command_inbox.js'

// Aliases, not interfaces: they are written down as plain records.

/** What a rule said to an order; `reason` is `null` where it let it pass as it was. */
type ToldVerdict = {
  readonly rule: string
  readonly decision: 'approve' | 'reduce' | 'deny'
  readonly reason: string | null
}

/** How risk judged an order. Quantities are those asked for and let through, in units of the instrument. */
export type ToldJudgement = {
  readonly asked: number
  readonly quantity: number
  readonly decision: 'approve' | 'reduce' | 'deny'
  /** Why it was not followed as it was; `null` where it was. */
  readonly reason: string | null
  readonly verdicts: readonly ToldVerdict[]
}

/** An order that was asked for: ids of what was sent to the broker, and how it was judged. */
export type ToldOrder = ToldJudgement & { readonly orders: readonly string[] }

/** What would become of an order. */
export type ToldCheck = ToldJudgement & { readonly passes: boolean }

/** The mode that holds now, and how many orders are being cancelled. */
export type ToldMode = { readonly mode: TradingMode; readonly cancels: number }

/** What is being closed: ids of the orders that do it, and of those that are cancelled first. */
export type ToldClosing = {
  readonly orders: readonly string[]
  readonly cancels: readonly string[]
  readonly mode: TradingMode
}

/** What a command that was carried out tells, by its kind. */
interface CommandOutcomes {
  place_order: ToldOrder
  check_order: ToldCheck
  cancel_order: { readonly order: string }
  close_position: ToldClosing
  flatten: ToldClosing
  halt: ToldMode
  reduce_only: ToldMode
  resume: ToldMode
}

/** What a command of a kind tells; of the others, whatever their translators say. */
export type OutcomeOf<K extends CommandKind> = K extends keyof CommandOutcomes
  ? CommandOutcomes[K]
  : Readonly<Record<string, unknown>>
