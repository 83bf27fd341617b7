import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

const FORM = 'v1'

/**
 * Encrypts secrets with AES-256-GCM. The key is derived (HKDF-SHA-256) from the application's key;
 * `bound` is what the ciphertext belongs to: with another name or other hosts it does not open.
 */
export class SecretCipher {
  readonly #key: Buffer
  readonly #fingerprintKey: Buffer

  constructor(applicationKey: string) {
    this.#key = derive(applicationKey, 'aq plugin secrets')
    this.#fingerprintKey = derive(applicationKey, 'aq plugin secret fingerprints')
  }

  seal(value: string, bound: string): string {
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(Buffer.from(bound))
    const sealed = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()])
    const parts = [nonce, cipher.getAuthTag(), sealed]
    return [FORM, ...parts.map((part) => part.toString('base64url'))].join('.')
  }

  /** Throws when text, binding or key is not the one it was sealed with. */
  open(text: string, bound: string): string {
    const [form, nonce = '', tag = '', sealed = ''] = text.split('.')
    if (form !== FORM) throw new Error('the secret is kept in a form that is not known')
    const decipher = createDecipheriv('aes-256-gcm', this.#key, Buffer.from(nonce, 'base64url'), {
      authTagLength: 16,
    })
    decipher.setAAD(Buffer.from(bound)).setAuthTag(Buffer.from(tag, 'base64url'))
    const opened = [decipher.update(Buffer.from(sealed, 'base64url')), decipher.final()]
    return Buffer.concat(opened).toString('utf8')
  }

  /** 8 hexadecimal digits that tell one value from another, to who has the application's key only. */
  fingerprint(value: string): string {
    return createHmac('sha256', this.#fingerprintKey).update(value).digest('hex').slice(0, 8)
  }
}

function derive(applicationKey: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', applicationKey, 'aq-trading', purpose, 32))
}
