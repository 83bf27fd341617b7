import type { SessionAnswer } from '#shared/types/api'
import { keptLanguage } from '~/stores/usePrefs'

/** What was asked before anybody wanted it is too old after this, ms. */
const YOUNG_MS = 5_000
/** What is asked in the first so many ms belongs to the opening of a page. */
const OPENING_MS = 3_000
const PLACE = 'aq-openings'
const PAGES_MAX = 30
const QUESTIONS_MAX = 16

/** What pages asked when they were opened last, by their paths, and for whom. */
interface Openings {
  readonly user: string
  readonly pages: Readonly<Record<string, readonly string[]>>
}

const asked = new Map<string, { readonly atMs: number; readonly answer: Promise<unknown> }>()
let opening: { readonly page: string; readonly questions: Set<string> } | null = null

/** Takes what was asked for beforehand, once; `null` where nothing was, or too long ago. */
export function takeAhead(path: string): Promise<unknown> | null {
  if (opening?.page === location.pathname) opening.questions.add(path)
  const found = asked.get(path)
  asked.delete(path)
  return found !== undefined && Date.now() - found.atMs < YOUNG_MS ? found.answer : null
}

/**
 * Asks for what every page needs, as soon as the first script runs: who is here, the accounts, the texts and the
 * frame; and what this page asked when it was opened the last time. In its order each would wait for the one before.
 */
export function beginAhead(): void {
  const page = location.pathname
  const session = askAhead('/session') as Promise<SessionAnswer>
  session.then(
    ({ state, user }) => {
      if (state !== 'signed_in' || user === null) return
      askAhead('/engine')
      for (const path of questionsOf(user.name, page)) askAhead(path)
      opening = { page, questions: new Set() }
      setTimeout(() => keepOpening(user.name), OPENING_MS)
    },
    () => undefined
  )
  void loadTexts(keptLanguage())
  if (!/^\/(login|setup)\b/.test(page)) void import('~/layouts/default.vue')
}

function askAhead(path: string): Promise<unknown> {
  const answer = callApi('GET', path)
  // What went wrong is told to whoever takes it.
  answer.catch(() => undefined)
  asked.set(path, { atMs: Date.now(), answer })
  return answer
}

/** Lets go of what pages asked: whoever comes next may be somebody else. */
export function forgetOpenings(): void {
  opening = null
  try {
    localStorage.removeItem(PLACE)
  } catch {
    // A browser that keeps nothing has nothing to let go of.
  }
}

function questionsOf(user: string, page: string): readonly string[] {
  const questions: unknown = keptOpenings(user).pages[page]
  if (!Array.isArray(questions)) return []
  const paths = questions.filter((one) => typeof one === 'string' && one.startsWith('/'))
  return paths.filter((path) => path !== '/engine').slice(0, QUESTIONS_MAX)
}

function keepOpening(user: string): void {
  if (opening === null) return
  const { page, questions } = opening
  opening = null
  const { [page]: _, ...others } = keptOpenings(user).pages
  const pages = Object.entries({ ...others, [page]: [...questions] }).slice(-PAGES_MAX)
  const kept: Openings = { user, pages: Object.fromEntries(pages) }
  try {
    localStorage.setItem(PLACE, JSON.stringify(kept))
  } catch {
    // A browser that keeps nothing: pages ask when they are made.
  }
}

function keptOpenings(user: string): Openings {
  const none = { user, pages: {} }
  try {
    const kept = JSON.parse(localStorage.getItem(PLACE) ?? 'null') as Openings | null
    return kept?.user === user ? { user, pages: { ...kept.pages } } : none
  } catch {
    return none
  }
}
