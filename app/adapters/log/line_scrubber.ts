/** Names of fields whose text never belongs into a log, wherever they stand. */
const SECRET_FIELD =
  /"([^"\\]*(?:password|passphrase|secret|token|authorization|cookie|credential|api_?key|app_?key|private_?key)[^"\\]*)":"(?:[^"\\]|\\.)*"/gi
/** What stands between user and host of an address: `postgres://aq:hunter2@localhost`. */
const ADDRESS = /([a-z][a-z0-9+.-]*:\/\/[^\s:/@"\\]*):[^\s@/"\\]+@/gi
/** A value that was sent as proof of who one is. */
const BEARER = /\b(bearer|basic)\s+[a-z0-9._~+/=-]{8,}/gi
const GONE = '[secret]'
/** Shorter texts are also found where they are no secret. */
const LENGTH_MIN = 6

/**
 * Takes secrets out of lines of JSON before anybody keeps them: the values that it was told of, fields whose
 * name says that they hold one, passwords in addresses, and tokens of HTTP.
 */
export class LineScrubber {
  readonly #values = new Set<string>()
  #pattern: RegExp | null = null

  /** A value that must not be in any line from now on. Texts under six characters are not looked for. */
  add(value: string | undefined): void {
    if (value === undefined || value.length < LENGTH_MIN) return
    for (const form of [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)]) {
      this.#values.add(form)
    }
    // Longest first: one may hold another.
    const forms = [...this.#values].toSorted((left, right) => right.length - left.length)
    this.#pattern = new RegExp(forms.map((form) => RegExp.escape(form)).join('|'), 'g')
  }

  /** The password of an address, as `add` takes it. Texts that are no addresses are nothing. */
  addAddress(address: string | undefined): void {
    const url = address !== undefined && URL.canParse(address) ? new URL(address) : null
    if (url === null || url.password === '') return
    this.add(url.password)
    this.add(decodeURIComponent(url.password))
  }

  /** The line without secrets; JSON stays JSON. */
  clean(line: string): string {
    const known = this.#pattern === null ? line : line.replace(this.#pattern, GONE)
    return known
      .replace(SECRET_FIELD, `"$1":"${GONE}"`)
      .replace(ADDRESS, `$1:${GONE}@`)
      .replace(BEARER, `$1 ${GONE}`)
  }
}
