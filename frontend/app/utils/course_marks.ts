import type { ChartMark } from './chart_drawing'

/** A halt or its end, as the history of modes has it. */
export interface ModeTurn {
  at: string
  mode: string
}

/** A strategy was started, stopped or given new parameters. */
export interface StrategyTurn {
  at: string
  strategy: string
  event: string
}

/** Marks that still can be read beside each other. */
const MOST = 8
/** Part of the time shown within which two words would lie on each other. */
const NEAR = 0.14

/**
 * Marks on the course of an account between two instants (UTC ms): halts and their ends before anything else,
 * then what strategies were led to, as far as there is room for the words. Oldest first.
 */
export function courseMarks(
  { modes, turns }: { modes: readonly ModeTurn[]; turns: readonly StrategyTurn[] },
  { fromMs, toMs }: { fromMs: number; toMs: number },
  t: (key: string, values?: Record<string, string>) => string
): ChartMark[] {
  const room = (toMs - fromMs) * NEAR
  const halts = modes.filter(({ mode }) => mode !== 'active')
  const ends = modes.filter(({ mode }) => mode === 'active')
  const all = [
    ...[...halts, ...ends].map(({ at, mode }) => ({
      atMs: Date.parse(at),
      label: t(`dashboard.mark.${mode}`),
    })),
    ...turns.map(({ at, event, strategy }) => ({
      atMs: Date.parse(at),
      label: t(`dashboard.mark.${event}`, { name: strategy }),
    })),
  ]
  const kept: ChartMark[] = []
  for (const one of all) {
    const isSeen = one.atMs >= fromMs && one.atMs <= toMs
    const hasRoom = kept.every(({ atMs }) => Math.abs(atMs - one.atMs) >= room)
    if (isSeen && hasRoom && kept.length < MOST) kept.push(one)
  }
  return kept.sort((a, b) => a.atMs - b.atMs)
}
