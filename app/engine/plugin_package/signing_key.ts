import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto'
import { err, ok, type Result } from '#kernel/values/result.js'

/** A publisher's pair of Ed25519 keys. */
export interface GeneratedKey {
  readonly keyId: string
  /** SPKI, base64. */
  readonly publicKey: string
  /** PKCS #8 as PEM; encrypted when a passphrase was given. */
  readonly privateKey: string
}

/** A private key that can sign, with what its public half is called. */
export interface SigningKey {
  readonly key: KeyObject
  readonly keyId: string
  /** SPKI, base64. */
  readonly publicKey: string
}

/** Makes a new pair of keys. */
export function generateKey(passphrase?: string): GeneratedKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
  const pem = privateKey.export({
    type: 'pkcs8',
    format: 'pem',
    ...(passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase }),
  })
  return { keyId: keyIdOf(spki), publicKey: spki, privateKey: pem.toString() }
}

/** Name of a public key: the first 16 hexadecimal digits of the SHA-256 of its SPKI bytes. */
export function keyIdOf(publicKeyBase64: string): string {
  const der = Buffer.from(publicKeyBase64, 'base64')
  return createHash('sha256').update(der).digest('hex').slice(0, 16)
}

/** Reads a private key from PEM; the failure is a sentence that says what is wrong with the file. */
export function readSigningKey(pem: string, passphrase?: string): Result<SigningKey, string> {
  if (!/-----BEGIN [A-Z ]+-----/.test(pem)) {
    return err('holds no key: it must be a PEM file as plugin:keygen makes it')
  }
  if (pem.includes('BEGIN PUBLIC KEY')) {
    return err('holds a public key; signing needs the private one')
  }
  const isEncrypted = pem.includes('BEGIN ENCRYPTED PRIVATE KEY') || pem.includes('Proc-Type: 4')
  if (isEncrypted && !passphrase) {
    return err('is encrypted; give its passphrase in the environment variable AQ_KEY_PASSPHRASE')
  }
  let key: KeyObject
  try {
    key = createPrivateKey({ key: pem, format: 'pem', ...(isEncrypted ? { passphrase } : {}) })
  } catch {
    return err(
      isEncrypted
        ? 'cannot be decrypted: the passphrase in AQ_KEY_PASSPHRASE is wrong, or the file is broken'
        : 'is not a readable private key: the PEM is broken'
    )
  }
  if (key.asymmetricKeyType !== 'ed25519') {
    return err(`holds a key of type ${key.asymmetricKeyType}; plugins are signed with ed25519`)
  }
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64')
  return ok({ key, keyId: keyIdOf(spki), publicKey: spki })
}

// What every SPKI of an Ed25519 key begins with; the 32 bytes of the key follow.
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex')
// Points of small order, for which anybody can make signatures by the plain equation; not every library
// of cryptography refuses them by itself. The list is that of libsodium's `ge25519_has_small_order`.
const WEAK_KEYS = new Set([
  `${'00'.repeat(32)}`,
  `01${'00'.repeat(31)}`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
])

/** Reads a public key (SPKI, base64); `null` when it is none, or one for which anybody can sign. */
export function readPublicKey(publicKeyBase64: string): KeyObject | null {
  const der = publicKeyBytes(publicKeyBase64)
  if (der === null) return null
  try {
    return createPublicKey({ key: der, type: 'spki', format: 'der' })
  } catch {
    return null
  }
}

/** Whether a text has the form of a public key that counts; a twentieth of the work of reading it. */
export function isPublicKey(publicKeyBase64: string): boolean {
  return publicKeyBytes(publicKeyBase64) !== null
}

function publicKeyBytes(publicKeyBase64: string): Buffer | null {
  const der = strictBase64(publicKeyBase64)
  if (der === null || der.length !== SPKI_HEAD.length + 32) return null
  if (!der.subarray(0, SPKI_HEAD.length).equals(SPKI_HEAD)) return null
  const point = Buffer.from(der.subarray(SPKI_HEAD.length))
  point[31] = (point[31] as number) & 0x7f
  return WEAK_KEYS.has(point.toString('hex')) ? null : der
}

/** Bytes of a base64 text in its one canonical form, else `null`. */
export function strictBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : null
}
