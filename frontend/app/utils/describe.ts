type Translate = (key: string, values?: Record<string, unknown>) => string

/** Refusals that the panel says in the reader's language; all others are put into it, see `said`. */
const KNOWN: readonly string[] = [
  'no_answer',
  'login_refused',
  'code_needed',
  'code_wrong',
  'disabled',
  'engine_away',
  'database_away',
  'internal',
  'csrf',
  'passkey_wrong',
  'passkey_late',
  'passkey_none',
  'passkey_known',
  'no_passkey',
]

/** What went wrong, as a sentence for people. */
export function describe(error: unknown, t: Translate): string {
  if (!(error instanceof Problem)) return t('problem.internal')
  if (error.code === 'too_many') {
    return t('problem.too_many', { seconds: Number(error.more.answer?.retryAfterS ?? 60) })
  }
  return KNOWN.includes(error.code) ? t(`problem.${error.code}`) : said(error.detail)
}
