import { err, ok, type Result } from '#kernel/values/result.js'
import type { FollowedRegistry, IndexBytes, VouchedLevel } from '#ports/plugin_registry.js'
import type { SourceFailure } from '#ports/plugin_source.js'
import {
  type PackageSignature,
  readSignature,
  verifyBytes,
} from '#engine/plugin_package/signature.js'
import type { RegistryIndex } from './index_document.js'
import { readIndex } from './read_index.js'

/** Clocks may differ by this much, ms. */
const CLOCK_TOLERANCE_MS = 24 * 60 * 60 * 1000

/** The key that an index must be signed with. */
export interface ExpectedKey {
  readonly keyId: string
  /** SPKI, base64. */
  readonly publicKey: string
}

/** What must hold of an index that is to be accepted. */
export interface IndexExpectation {
  /** Where it was read; for messages. */
  readonly url: string
  readonly key: ExpectedKey
  /** The last good one; `null` at the first. */
  readonly before: FollowedRegistry | null
  readonly vouches: VouchedLevel
  readonly nowMs: number
}

/** Reads whose signature an index claims to have; nothing is verified by it. */
export function readIndexSignature(
  bytes: Uint8Array,
  url: string
): Result<PackageSignature, SourceFailure> {
  const read = readSignature(bytes)
  if (read.ok) return read
  const message = `the index at ${url} has no readable signature: index.json.sig ${read.failure.message}; nothing of it is used`
  return err({ code: 'index_unsigned', message })
}

/**
 * Lets an index through that the expected key signed, that is well-formed, not older than the last
 * good one, and not expired. On any failure what was known before stays in force.
 */
export function acceptIndex(
  { index, signature }: IndexBytes,
  { url, key, before, vouches, nowMs }: IndexExpectation
): Result<FollowedRegistry, SourceFailure> {
  const refuse = (
    code: SourceFailure['code'],
    why: string
  ): Result<FollowedRegistry, SourceFailure> => err({ code, message: `the index at ${url} ${why}` })
  const signed = readIndexSignature(signature, url)
  if (!signed.ok) return signed
  if (signed.value.publicKey !== key.publicKey) {
    const other = signed.value.keyId
    return refuse(
      'index_unsigned',
      `is signed with the key ${other}, not with ${key.keyId}, which is trusted for it; ask who runs it, and if the change is real: registry:remove, then registry:add --key ${other}`
    )
  }
  if (!verifyBytes(index, signed.value.signature, key.publicKey)) {
    return refuse(
      'index_unsigned',
      `does not fit its signature by ${key.keyId}: it was changed on the way, or is being replaced this moment; try again`
    )
  }
  const text = textOf(index)
  const read = factsOf(text, before)
  if (!read.ok) return refuse('index_invalid', `cannot be used: ${read.failure}`)
  const fault = ageFault(read.value, text!, before, nowMs)
  if (fault !== null) return refuse(fault.code, fault.why)
  return ok({
    url,
    keyId: key.keyId,
    publicKey: key.publicKey,
    sequence: read.value.sequence,
    expiresAtMs: read.value.expiresAtMs,
    checkedAtMs: nowMs,
    document: { index: text!, signature: Buffer.from(signature).toString('utf8'), vouches },
  })
}

type IndexFacts = Pick<RegistryIndex, 'sequence' | 'issuedAtMs' | 'expiresAtMs'>

/** What decides whether an index counts. The text that is known already is not read once more. */
function factsOf(text: string | null, before: FollowedRegistry | null): Result<IndexFacts, string> {
  if (text === null) return err('is not UTF-8')
  if (before === null || text !== before.document.index) return readIndex(text)
  const { sequence, expiresAtMs } = before
  return ok({ sequence, issuedAtMs: 0, expiresAtMs })
}

function ageFault(index: IndexFacts, text: string, before: FollowedRegistry | null, nowMs: number) {
  const { sequence, issuedAtMs, expiresAtMs } = index
  if (before !== null && sequence < before.sequence) {
    const why = `went back from sequence ${before.sequence} to ${sequence}: an old index is being served; the newer one stays in force`
    return { code: 'index_rolled_back' as const, why }
  }
  if (before !== null && sequence === before.sequence && text !== before.document.index) {
    const why = `changed without a new sequence (${sequence}); the one that was known stays in force`
    return { code: 'index_rolled_back' as const, why }
  }
  if (issuedAtMs > nowMs + CLOCK_TOLERANCE_MS) {
    const why = `is issued in the future (${stampOf(issuedAtMs)}); check the clock of this machine`
    return { code: 'index_invalid' as const, why }
  }
  if (expiresAtMs <= nowMs) {
    const why = `expired at ${stampOf(expiresAtMs)}; who runs it must sign it anew`
    return { code: 'index_expired' as const, why }
  }
  return null
}

/** A time for people: `2026-01-31T12:00:00Z`. */
export function stampOf(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z')
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}
