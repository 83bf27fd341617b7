import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'

/** How an answer differs from what an honest device would give. */
export interface Twist {
  readonly origin?: string
  readonly challenge?: string
  readonly rpId?: string
  readonly counter?: number
  /** Whether the person was verified, by a finger or a PIN. */
  readonly isVerified?: boolean
  readonly userHandle?: string
  /** Signs with another key than it registered. */
  readonly hasOtherKey?: boolean
  readonly type?: string
}

interface Options {
  readonly challenge: string
}

const PRESENT = 0x01
const VERIFIED = 0x04
const ATTESTED = 0x40

/** An authenticator of ES256 keys in software, honest or not. */
export class SoftAuthenticator {
  readonly id = randomBytes(32).toString('base64url')
  counter = 0
  readonly #pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  readonly #other = generateKeyPairSync('ec', { namedCurve: 'P-256' })

  constructor(
    private readonly origin: string,
    private readonly rpId = 'localhost'
  ) {}

  /** Answers `navigator.credentials.create`. */
  create(options: Options, twist: Twist = {}) {
    const key = coseKey(this.#pair.publicKey)
    const id = Buffer.from(this.id, 'base64url')
    const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, key])
    const data = Buffer.concat([this.#head(ATTESTED, twist), attested])
    const object = Buffer.concat([
      Buffer.from([0xa3]),
      ...[text('fmt'), text('none'), text('attStmt'), Buffer.from([0xa0]), text('authData')],
      bytes(data),
    ])
    return this.#answer({
      clientDataJSON: this.#clientData('webauthn.create', options, twist).toString('base64url'),
      attestationObject: object.toString('base64url'),
      transports: ['internal'],
    })
  }

  /** Answers `navigator.credentials.get`. */
  get(options: Options, userId: string, twist: Twist = {}) {
    this.counter += 1
    const data = this.#head(0, twist)
    const clientData = this.#clientData('webauthn.get', options, twist)
    const signed = Buffer.concat([data, createHash('sha256').update(clientData).digest()])
    const { privateKey } = twist.hasOtherKey === true ? this.#other : this.#pair
    return this.#answer({
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: sign('sha256', signed, privateKey).toString('base64url'),
      userHandle: twist.userHandle ?? Buffer.from(userId).toString('base64url'),
    })
  }

  #answer<R>(response: R) {
    return { id: this.id, rawId: this.id, type: 'public-key' as const, response }
  }

  #head(flags: number, { rpId = this.rpId, counter = this.counter, isVerified = true }: Twist) {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter)
    const set = flags | PRESENT | (isVerified ? VERIFIED : 0)
    return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.from([set]), count])
  }

  #clientData(type: string, { challenge }: Options, twist: Twist): Buffer {
    const { origin = this.origin } = twist
    const said = { type: twist.type ?? type, challenge: twist.challenge ?? challenge, origin }
    return Buffer.from(JSON.stringify({ ...said, crossOrigin: false }))
  }
}

/** The map of an EC2 key as COSE writes it (RFC 9052): kty 2, alg -7, crv 1, x, y. */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
    bytes(Buffer.from(x, 'base64url')),
    Buffer.from([0x22]),
    bytes(Buffer.from(y, 'base64url')),
  ])
}

function text(value: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)])
}

function bytes(value: Buffer): Buffer {
  const { length } = value
  const head = length < 256 ? [0x58, length] : [0x59, length >> 8, length & 255]
  return Buffer.concat([Buffer.from(head), value])
}
