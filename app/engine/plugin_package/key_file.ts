import { open, rm } from 'node:fs/promises'
import { err, ok, type Result } from '#kernel/values/result.js'
import { generateKey, readSigningKey, type SigningKey } from './signing_key.js'

/** Environment variable with the passphrase of a key file. */
export const PASSPHRASE_VARIABLE = 'AQ_KEY_PASSPHRASE'

/** Largest key file that is read, in bytes. */
const KEY_BYTES_MAX = 16_384

/** A new key: where its private half lies, and what the world may know. */
export interface WrittenKey {
  readonly path: string
  readonly keyId: string
  /** SPKI, base64. */
  readonly publicKey: string
  readonly isEncrypted: boolean
}

/**
 * Makes a pair of keys and writes the private one as PEM that only its owner can read.
 *
 * Never writes over anything. `pathOf` gives the file's path by the key's id. The failure is a sentence.
 */
export async function writeNewKey(
  pathOf: (keyId: string) => string,
  passphrase?: string
): Promise<Result<WrittenKey, string>> {
  const { keyId, publicKey, privateKey } = generateKey(passphrase)
  const path = pathOf(keyId)
  try {
    await using file = await open(path, 'wx', 0o600)
    await file.writeFile(privateKey)
    await file.sync()
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return err(`${path} is already there; a key is never written over.`)
    await rm(path, { force: true }).catch(() => {})
    return err(`${path}: the key could not be written (${code ?? message}); nothing is left of it.`)
  }
  return ok({ path, keyId, publicKey, isEncrypted: passphrase !== undefined })
}

/** Reads a private key's file; the failure is a sentence that names it. */
export async function readKeyFile(
  path: string,
  passphrase?: string
): Promise<Result<SigningKey & { readonly pem: string }, string>> {
  let pem: string
  try {
    await using file = await open(path, 'r')
    const { buffer, bytesRead } = await file.read(Buffer.alloc(KEY_BYTES_MAX + 1))
    if (bytesRead > KEY_BYTES_MAX) return err(`${path} is too large to be a key.`)
    pem = buffer.toString('latin1', 0, bytesRead)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return err(`There is no key file ${path}; plugin:keygen makes one.`)
    return err(`${path} cannot be read (${code ?? String(error)}).`)
  }
  const key = readSigningKey(pem, passphrase)
  return key.ok ? ok({ ...key.value, pem }) : err(`${path} ${key.failure}.`)
}
