import { err, ok, type Result } from '#kernel/values/result.js'
import { signatureFile, signBytes } from '#engine/plugin_package/signature.js'
import { indexText } from './index_text.js'
import { readIndex } from './read_index.js'

/** What an index is signed with. */
export interface IndexSigning {
  /** Text of the `index.json` that is to be signed. */
  readonly text: string
  /** `auto`: one more than the index has. */
  readonly sequence: number | 'auto'
  /** How long it counts from now on, ms. */
  readonly lifeMs: number
  /** PEM. */
  readonly privateKey: string
  readonly passphrase?: string
  readonly nowMs: number
}

/** An index as it is published. */
export interface SignedIndex {
  /** `index.json`. */
  readonly index: Uint8Array
  /** `index.json.sig`. */
  readonly signature: Uint8Array
  readonly sequence: number
  readonly expiresAtMs: number
  readonly keyId: string
  /** SPKI, base64. */
  readonly publicKey: string
}

const LIFE_MAX_MS = 400 * 24 * 60 * 60 * 1000

/**
 * Signs an index: sets its sequence, when it was issued and when it expires, and signs these very
 * bytes. Fields that are not of the format are left out. The failure is a sentence.
 */
export function signIndex(signing: IndexSigning): Result<SignedIndex, string> {
  const read = readIndex(signing.text)
  if (!read.ok) return err(`the index cannot be signed: ${read.failure}`)
  const before = read.value.sequence
  const sequence = signing.sequence === 'auto' ? before + 1 : signing.sequence
  if (!Number.isSafeInteger(sequence) || sequence <= before) {
    return err(
      `the sequence must be a whole number above ${before}, was ${sequence}: whoever follows the registry refuses one that does not grow`
    )
  }
  if (!(signing.lifeMs >= 60_000 && signing.lifeMs <= LIFE_MAX_MS)) {
    return err('an index counts from a minute to 400 days')
  }
  // Whole seconds, as they are written.
  const issuedAtMs = Math.floor(signing.nowMs / 1000) * 1000
  const expiresAtMs = Math.floor((signing.nowMs + signing.lifeMs) / 1000) * 1000
  const index = Buffer.from(indexText({ ...read.value, sequence, issuedAtMs, expiresAtMs }))
  const signed = signBytes(index, signing.privateKey, signing.passphrase)
  if (!signed.ok) return err(`the key ${signed.failure}`)
  const { keyId, publicKey } = signed.value
  const signature = signatureFile(signed.value)
  return ok({ index, signature, sequence, expiresAtMs, keyId, publicKey })
}

const DURATION = /^(\d{1,4})(m|h|d)$/
const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** Reads `30d`, `12h`, `90m` as ms; `null` when it is none. */
export function readDuration(text: string): number | null {
  const [, count, unit] = DURATION.exec(text) ?? []
  if (count === undefined) return null
  return Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS]
}
