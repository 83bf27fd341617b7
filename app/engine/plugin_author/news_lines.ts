import { counted } from '#engine/report/figure_format.js'
import type { DevelopmentNews } from './develop_plugin.js'
import { trialLines } from './trial_lines.js'

const SYMBOLS_SHOWN = 4

/** News as lines for a terminal; the first says what happened, at `clock` (`14:03:22`). */
export function newsLines(news: DevelopmentNews, clock: string): string[] {
  switch (news.type) {
    case 'gone':
      return [`${clock}  ${news.folder} is gone; it is watched until it comes back`]
    case 'faulty':
      return [`${clock}  not run: ${counted(news.lines.length, 'fault')}`, ...news.lines]
    case 'failed':
      return [`${clock}  broke off`, ...news.lines]
    case 'checked':
      return [`${clock}  ${called(news)} is sound (${seconds(news.ms)})`]
    case 'tried': {
      const { trial, before } = news
      const more = trial.symbols.length - SYMBOLS_SHOWN
      const symbols = trial.symbols.slice(0, SYMBOLS_SHOWN).join(', ')
      const over = `${counted(trial.bars, 'bar')} of ${symbols}${more > 0 ? ` and ${more} more` : ''}`
      return [
        `${clock}  ${called(news)} ran over ${over} (${seconds(news.ms)})`,
        ...trialLines(trial, before),
      ]
    }
  }
}

function called({ manifest }: { manifest: { id: string; version: string } }): string {
  return `${manifest.id} ${manifest.version}`
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
