import { ALERT_SEVERITIES, type Alert } from '#ports/alerts.js'

/** What is merely repeated is told again after so long. */
const AGAIN_MS = 60_000
/** Keys that are remembered; the oldest is forgotten first, and then told once more than needed. */
const KEYS_MAX = 2_000

interface Told {
  readonly rank: number
  readonly title: string
  readonly atMs: number
}

/** Which alerts the log has heard of, so that it is not told the same a thousand times. */
export class ToldAlerts {
  readonly #told = new Map<string, Told>()

  /** Whether the log should hear of it: it is new, has become worse, or was told long ago. */
  isNews({ key, severity, title }: Alert, nowMs: number): boolean {
    const rank = ALERT_SEVERITIES.indexOf(severity)
    const before = this.#told.get(key)
    if (before !== undefined && before.rank >= rank && nowMs - before.atMs < AGAIN_MS) return false
    this.#told.delete(key)
    this.#told.set(key, { rank, title, atMs: nowMs })
    if (this.#told.size > KEYS_MAX) this.#told.delete(this.#told.keys().next().value ?? '')
    return true
  }

  /** Titles of what was told and is over now; a key that ends with `*` is every key that begins so. */
  takeOver(
    key: string,
    except: readonly string[]
  ): { readonly key: string; readonly title: string }[] {
    const isPrefix = key.endsWith('*')
    const keys = isPrefix
      ? [...this.#told.keys()].filter((one) => one.startsWith(key.slice(0, -1)))
      : [key]
    return keys.flatMap((one) => {
      const told = this.#told.get(one)
      if (told === undefined || except.includes(one)) return []
      this.#told.delete(one)
      return [{ key: one, title: told.title }]
    })
  }
}
