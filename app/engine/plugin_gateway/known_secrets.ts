import type { SecretVault, UsableSecret } from '#ports/plugin_secrets.js'
import { Redactor } from './secret_text.js'

/** How long the list of secrets is believed, ms. */
const FRESH_MS = 30_000

interface KnownSecret {
  readonly secret: UsableSecret
  /** Every place it was ever bound to. */
  readonly places: Set<string>
}

/**
 * The secrets as the gateway uses them: read anew for each use, and remembered for as long as the
 * process lives, so that a value that was replaced is still taken out of what comes later.
 */
export class KnownSecrets {
  readonly #known = new Map<string, KnownSecret>()
  #redactor = new Redactor([])
  #readAtMs = -Infinity

  constructor(
    private readonly vault: SecretVault,
    private readonly now: () => number
  ) {}

  /** A secret by name; `null` when there is none, or none that this installation can decrypt. */
  async use(name: string): Promise<UsableSecret | null> {
    const secret = await this.vault.use(name).catch(() => null)
    if (secret !== null) this.#remember(secret)
    return secret
  }

  /** What takes every known value out of texts; for the short texts of logs and messages. */
  async redactor(): Promise<Redactor> {
    if (this.now() - this.#readAtMs > FRESH_MS) {
      this.#readAtMs = this.now()
      const listed = await this.vault.list().catch(() => [])
      for (const { name } of listed) await this.use(name)
    }
    return this.#redactor
  }

  /**
   * What takes the values out of an answer that one host can know: those bound to it, now or before.
   * Looking for all others in a megabyte would hold the host up for nothing.
   */
  redactorFor(place: string): Redactor {
    const sent = [...this.#known.values()].filter(({ places }) => places.has(place))
    return new Redactor(sent.map(({ secret }) => secret))
  }

  #remember(secret: UsableSecret): void {
    const key = `${secret.name}\n${secret.value}`
    const known = this.#known.get(key)
    if (known !== undefined) {
      for (const place of secret.hosts) known.places.add(place)
      return
    }
    this.#known.set(key, { secret, places: new Set(secret.hosts) })
    this.#redactor = new Redactor([...this.#known.values()].map((one) => one.secret))
  }
}
