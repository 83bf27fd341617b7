import type { Command, DenialCode } from '../command.js'
import type { Verdict } from '../risk/verdict.js'
import type { Signal } from './signal.js'

const NONE: readonly Verdict[] = []

/** Reports a signal that could not be followed, before any risk rule was asked. */
export function refuse(
  out: Command[],
  signal: Signal,
  atMs: number,
  code: DenialCode,
  reason: string
): void {
  out.push({
    type: 'signal_judged',
    decision: 'deny',
    signal,
    atMs,
    code,
    reason,
    asked: 0,
    quantity: 0,
    verdicts: NONE,
  })
}
