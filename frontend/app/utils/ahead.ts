import type { SessionAnswer } from '#shared/types/api'
import { keptLanguage } from '~/stores/usePrefs'

/** What was asked before anybody wanted it is too old after this, ms. */
const YOUNG_MS = 5_000
const asked = new Map<string, { readonly atMs: number; readonly answer: Promise<unknown> }>()

/** Takes what was asked for beforehand, once; `null` where nothing was, or too long ago. */
export function takeAhead(path: string): Promise<unknown> | null {
  const found = asked.get(path)
  asked.delete(path)
  return found !== undefined && Date.now() - found.atMs < YOUNG_MS ? found.answer : null
}

/**
 * Asks for what every page needs, as soon as the first script runs: who is here, the accounts, the texts and the
 * frame. In its order each would wait for the one before.
 */
export function beginAhead(): void {
  const session = askAhead('/session') as Promise<SessionAnswer>
  session.then(
    ({ state }) => state === 'signed_in' && askAhead('/engine'),
    () => undefined
  )
  void loadTexts(keptLanguage())
  if (!/^\/(login|setup)\b/.test(location.pathname)) void import('~/layouts/default.vue')
}

function askAhead(path: '/session' | '/engine'): Promise<unknown> {
  const answer = callApi('GET', path)
  // What went wrong is told to whoever takes it.
  answer.catch(() => undefined)
  asked.set(path, { atMs: Date.now(), answer })
  return answer
}
