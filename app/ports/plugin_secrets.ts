/** A secret as it is listed: everything but the value. */
export interface SecretRecord {
  readonly name: string
  /** `host:port`; the only places to which the host sends the value. */
  readonly hosts: readonly string[]
  /** 8 hexadecimal digits that change with the value; tell nothing about it without the key. */
  readonly fingerprint: string
  readonly setBy: string
  readonly setAtMs: number
}

/** A secret for use inside the host. Never handed to a plugin, a log or a person. */
export interface UsableSecret {
  readonly name: string
  readonly hosts: readonly string[]
  readonly value: string
}

/** Secrets of plugins, encrypted where they are kept. */
export interface SecretVault {
  /** `null` when there is none of this name. Throws when it cannot be decrypted with this key. */
  use(name: string): Promise<UsableSecret | null>
  /** Sets or replaces. */
  set(secret: UsableSecret, setBy: string): Promise<SecretRecord>
  list(): Promise<SecretRecord[]>
  /** Whether there was one. */
  remove(name: string): Promise<boolean>
}
