import { timingSafeEqual } from 'node:crypto'
import { randomHex, type IdentityPorts } from './identity_ports.js'

const CODE_BYTES = 8

/**
 * The code that a fresh installation prints on its console: whoever can read that may make the owner.
 * Made anew at each start, good for one use, never kept.
 */
export class SetupCode {
  #code: string | null = null

  constructor(private readonly ports: Pick<IdentityPorts, 'random' | 'records'>) {}

  /** The code, as `1234-5678-9abc-def0`; `null` when the installation has an owner. */
  async current(): Promise<string | null> {
    if (await this.ports.records.hasUsers()) return null
    this.#code ??= randomHex(this.ports, CODE_BYTES).replace(/(.{4})(?=.)/g, '$1-')
    return this.#code
  }

  /** Whether a text is the code; spaces, hyphens and large letters do not matter. */
  async matches(text: string): Promise<boolean> {
    const code = await this.current()
    if (code === null) return false
    const plain = (one: string) => one.toLowerCase().replace(/[^0-9a-f]/g, '')
    const [given, known] = [Buffer.from(plain(text)), Buffer.from(plain(code))]
    return given.length === known.length && timingSafeEqual(given, known)
  }
}
