import { sign, verify } from 'node:crypto'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { PackageFault } from '#ports/plugin_package.js'
import { readStrictJson } from '#engine/plugin/strict_json.js'
import { SIGNATURE_FILE } from './content_hash.js'
import { keyIdOf, readPublicKey, readSigningKey, strictBase64 } from './signing_key.js'

export { generateKey, keyIdOf } from './signing_key.js'

/** What `aq-plugin.sig` holds: who signed, and the signature over the bytes of `aq-plugin.files.json`. */
export interface PackageSignature {
  /** First 16 hexadecimal digits of the SHA-256 of the public key. */
  readonly keyId: string
  /** SPKI, base64. */
  readonly publicKey: string
  /** Ed25519 signature, 64 bytes as base64. */
  readonly signature: string
}

/** Signs bytes with a private key (PEM); the failure is a sentence that says what is wrong with the key. */
export function signBytes(
  bytes: Uint8Array,
  privateKeyPem: string,
  passphrase?: string
): Result<PackageSignature, string> {
  const read = readSigningKey(privateKeyPem, passphrase)
  if (!read.ok) return read
  const { key, keyId, publicKey } = read.value
  return ok({ keyId, publicKey, signature: sign(null, bytes, key).toString('base64') })
}

/** Whether a signature over these very bytes was made with the key. Never throws: what is unreadable does not fit. */
export function verifyBytes(
  bytes: Uint8Array,
  signatureBase64: string,
  publicKeyBase64: string
): boolean {
  const key = readPublicKey(publicKeyBase64)
  const signature = strictBase64(signatureBase64)
  if (key === null || signature === null || signature.length !== 64) return false
  return verify(null, bytes, key, signature)
}

/** Largest signature file that is read, in bytes. */
const SIGNATURE_BYTES_MAX = 1024
const FIELDS = ['keyId', 'publicKey', 'signature'] as const

/** Reads `aq-plugin.sig`; whether it fits what it signs is for `verifyBytes`. */
export function readSignature(bytes: Uint8Array): Result<PackageSignature, PackageFault> {
  const fault = (message: string): Result<PackageSignature, PackageFault> =>
    err({ code: 'signature_invalid', where: SIGNATURE_FILE, message })
  if (bytes.length > SIGNATURE_BYTES_MAX) {
    return fault(`is ${bytes.length} bytes; a signature has at most ${SIGNATURE_BYTES_MAX}`)
  }
  const json = readStrictJson(Buffer.from(bytes).toString('utf8'))
  if (!json.ok) return fault(json.failure.message)
  if (typeof json.value !== 'object' || json.value === null || Array.isArray(json.value)) {
    return fault('must be an object with keyId, publicKey and signature')
  }
  const fields = json.value as Record<string, unknown>
  const names = Object.keys(fields).toSorted().join()
  if (names !== FIELDS.join() || FIELDS.some((name) => typeof fields[name] !== 'string')) {
    return fault('must hold exactly the texts keyId, publicKey and signature')
  }
  const { keyId, publicKey, signature } = fields as unknown as PackageSignature
  if (readPublicKey(publicKey) === null) return fault('publicKey is not an Ed25519 key')
  if (keyIdOf(publicKey) !== keyId) return fault('keyId is not the name of publicKey')
  if (strictBase64(signature)?.length !== 64) return fault('signature is not 64 bytes in base64')
  return ok({ keyId, publicKey, signature })
}

/** The bytes of `aq-plugin.sig`. */
export function signatureFile({ keyId, publicKey, signature }: PackageSignature): Uint8Array {
  return Buffer.from(`${JSON.stringify({ keyId, publicKey, signature })}\n`, 'utf8')
}
