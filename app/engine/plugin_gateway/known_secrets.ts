import type { SecretVault, UsableSecret } from '#ports/plugin_secrets.js'
import { Redactor } from './secret_text.js'

/** How long the list of secrets is believed, ms. */
const FRESH_MS = 30_000

/**
 * The secrets as the gateway uses them: read anew for each use, and remembered for as long as the
 * process lives, so that a value that was replaced is still taken out of what comes later.
 */
export class KnownSecrets {
  readonly #known = new Map<string, UsableSecret>()
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

  /** What takes every known value out of texts. */
  async redactor(): Promise<Redactor> {
    if (this.now() - this.#readAtMs > FRESH_MS) {
      this.#readAtMs = this.now()
      const listed = await this.vault.list().catch(() => [])
      for (const { name } of listed) await this.use(name)
    }
    return this.#redactor
  }

  #remember(secret: UsableSecret): void {
    const key = `${secret.name}\n${secret.value}`
    if (this.#known.has(key)) return
    this.#known.set(key, secret)
    this.#redactor = new Redactor(this.#known.values())
  }
}
