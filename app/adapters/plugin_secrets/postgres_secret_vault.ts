import type { OpenDatabase } from '#ports/database.js'
import type { SecretRecord, SecretVault, UsableSecret } from '#ports/plugin_secrets.js'
import { SecretCipher } from './secret_cipher.js'

interface SecretRow {
  readonly name: string
  readonly hosts: readonly string[]
  readonly ciphertext: string
  readonly setBy: string
  readonly setAtMs: number
}

const COLUMNS = `name, hosts, ciphertext, set_by as "setBy",
  floor(extract(epoch from set_at) * 1000)::float8 as "setAtMs"`

/** Keeps secrets in the database, encrypted; the key lies outside it, in the data directory. */
export class PostgresSecretVault implements SecretVault {
  readonly #cipher: SecretCipher

  constructor(
    private readonly database: OpenDatabase,
    applicationKey: string
  ) {
    this.#cipher = new SecretCipher(applicationKey)
  }

  async use(name: string): Promise<UsableSecret | null> {
    const [row] = await this.#rows('where name = $1', [name])
    return row === undefined ? null : this.#open(row)
  }

  async set({ name, hosts, value }: UsableSecret, setBy: string): Promise<SecretRecord> {
    const kept = [...new Set(hosts)].sort()
    await this.database.withClient((client) =>
      client.query(
        `insert into plugin_secrets (name, hosts, ciphertext, set_by, set_at)
         values ($1, $2, $3, $4, now())
         on conflict (name) do update set hosts = excluded.hosts, ciphertext = excluded.ciphertext,
           set_by = excluded.set_by, set_at = excluded.set_at`,
        [name, JSON.stringify(kept), this.#cipher.seal(value, boundTo(name, kept)), setBy]
      )
    )
    return (await this.list()).find((one) => one.name === name)!
  }

  async list(): Promise<SecretRecord[]> {
    const rows = await this.#rows('order by name', [])
    return rows.map((row) => {
      const { name, hosts, setBy, setAtMs } = row
      return { name, hosts, setBy, setAtMs, fingerprint: this.#fingerprint(row) }
    })
  }

  remove(name: string): Promise<boolean> {
    return this.database.withClient(async (client) => {
      const { rowCount } = await client.query('delete from plugin_secrets where name = $1', [name])
      return rowCount === 1
    })
  }

  #open({ name, hosts, ciphertext }: SecretRow): UsableSecret {
    return { name, hosts, value: this.#cipher.open(ciphertext, boundTo(name, hosts)) }
  }

  #fingerprint(row: SecretRow): string {
    try {
      return this.#cipher.fingerprint(this.#open(row).value)
    } catch {
      return 'unreadable'
    }
  }

  #rows(clause: string, values: readonly unknown[]): Promise<SecretRow[]> {
    return this.database.withClient(async (client) => {
      const text = `select ${COLUMNS} from plugin_secrets ${clause}`
      return (await client.query<SecretRow>(text, [...values])).rows
    })
  }
}

/** Name and hosts are part of what is sealed: who can write the table cannot send a value elsewhere. */
function boundTo(name: string, hosts: readonly string[]): string {
  return JSON.stringify([name, ...hosts])
}
