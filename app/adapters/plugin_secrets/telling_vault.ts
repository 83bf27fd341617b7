import type { SecretRecord, SecretVault, UsableSecret } from '#ports/plugin_secrets.js'

/** A vault that tells of every value before it is used or set, so that a log can keep it out of its lines. */
export class TellingVault implements SecretVault {
  constructor(
    private readonly vault: SecretVault,
    private readonly tell: (value: string) => void
  ) {}

  async use(name: string): Promise<UsableSecret | null> {
    const secret = await this.vault.use(name)
    if (secret !== null) this.tell(secret.value)
    return secret
  }

  set(secret: UsableSecret, setBy: string): Promise<SecretRecord> {
    this.tell(secret.value)
    return this.vault.set(secret, setBy)
  }

  list(): Promise<SecretRecord[]> {
    return this.vault.list()
  }

  remove(name: string): Promise<boolean> {
    return this.vault.remove(name)
  }
}
