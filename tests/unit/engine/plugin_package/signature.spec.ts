import { createHash, generateKeyPairSync, verify } from 'node:crypto'
import { test } from '@japa/runner'
import {
  generateKey,
  keyIdOf,
  readSignature,
  signatureFile,
  signBytes,
  verifyBytes,
} from '#engine/plugin_package/signature.js'
import { readPublicKey, readSigningKey } from '#engine/plugin_package/signing_key.js'

const KEY = generateKey()
const BYTES = Buffer.from('{"files":{},"listVersion":1}\n')
const SIGNED = (() => {
  const signed = signBytes(BYTES, KEY.privateKey)
  if (!signed.ok) throw new Error(signed.failure)
  return signed.value
})()

function spkiOf(pointHex: string): string {
  return Buffer.from(`302a300506032b6570032100${pointHex}`, 'hex').toString('base64')
}

test.group('a signature', () => {
  test('fits the bytes and the key that it was made with, and nothing else', ({ assert }) => {
    assert.isTrue(verifyBytes(BYTES, SIGNED.signature, KEY.publicKey))
    assert.isFalse(verifyBytes(Buffer.from('x'), SIGNED.signature, KEY.publicKey))
    assert.isFalse(verifyBytes(BYTES, SIGNED.signature, generateKey().publicKey))
    const changed = Buffer.from(SIGNED.signature, 'base64')
    changed[40] = (changed[40] as number) ^ 1
    assert.isFalse(verifyBytes(BYTES, changed.toString('base64'), KEY.publicKey))
  })

  test('is the same each time', ({ assert }) => {
    assert.deepEqual(signBytes(BYTES, KEY.privateKey), { ok: true, value: SIGNED })
  })

  test('is one of standard Ed25519, whose key is named by its hash', ({ assert }) => {
    const spki = Buffer.from(KEY.publicKey, 'base64')
    const key = { key: spki, format: 'der', type: 'spki' } as const
    assert.isTrue(verify(null, BYTES, key, Buffer.from(SIGNED.signature, 'base64')))
    const name = createHash('sha256').update(spki).digest('hex').slice(0, 16)
    assert.equal(KEY.keyId, name)
    assert.equal(keyIdOf(KEY.publicKey), name)
    assert.equal(SIGNED.keyId, name)
  })

  const unreadable: [title: string, signature: string, publicKey: string][] = [
    ['no signature', '', KEY.publicKey],
    ['half a signature', SIGNED.signature.slice(0, 40), KEY.publicKey],
    ['a signature in other letters of base64', SIGNED.signature.replace(/=+$/, ''), KEY.publicKey],
    ['a signature with spaces', ` ${SIGNED.signature}`, KEY.publicKey],
    ['no key', SIGNED.signature, ''],
    ['a key that is a text', SIGNED.signature, 'hello'],
    [
      'a key with bytes behind it',
      SIGNED.signature,
      Buffer.concat([Buffer.from(KEY.publicKey, 'base64'), Buffer.alloc(3)]).toString('base64'),
    ],
    [
      'a key of another kind',
      SIGNED.signature,
      generateKeyPairSync('x25519')
        .publicKey.export({ type: 'spki', format: 'der' })
        .toString('base64'),
    ],
  ]
  for (const [title, signature, publicKey] of unreadable) {
    test(`${title} fits nothing and throws nothing`, ({ assert }) =>
      assert.isFalse(verifyBytes(BYTES, signature, publicKey)))
  }

  test('of a key for which anybody can sign is refused', ({ assert }) => {
    // With the identity as key, R = base point and S = 1 fit every text by the plain equation.
    const identity = `01${'00'.repeat(31)}`
    const forged = Buffer.from(`58${'66'.repeat(31)}01${'00'.repeat(31)}`, 'hex')
    assert.isFalse(verifyBytes(BYTES, forged.toString('base64'), spkiOf(identity)))
    const weak = [
      '00'.repeat(32),
      `01${'00'.repeat(30)}80`,
      '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
      '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
      'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
      `ec${'ff'.repeat(31)}`,
      `ed${'ff'.repeat(30)}7f`,
      `ee${'ff'.repeat(30)}7f`,
    ]
    for (const point of weak) assert.isNull(readPublicKey(spkiOf(point)), point)
    assert.isNotNull(readPublicKey(KEY.publicKey))
  })
})

test.group('the file of a signature', () => {
  test('reads what was written', ({ assert }) => {
    assert.deepEqual(readSignature(signatureFile(SIGNED)), { ok: true, value: SIGNED })
  })

  const text = (changes: object) => JSON.stringify({ ...SIGNED, ...changes })
  const cases: [title: string, content: string, message: RegExp][] = [
    ['nothing', '', /is not JSON/],
    ['a list', '[]', /must be an object/],
    ['a field too many', text({ more: 1 }), /exactly the texts/],
    ['a field too few', text({ keyId: undefined }), /exactly the texts/],
    ['a number', text({ signature: 1 }), /exactly the texts/],
    ['a field twice', `{"keyId":"a",${text({}).slice(1)}`, /is given twice/],
    ['another name of the key', text({ keyId: '0123456789abcdef' }), /keyId is not the name/],
    ['no key', text({ publicKey: 'x' }), /publicKey is not an Ed25519 key/],
    ['a short signature', text({ signature: 'AAAA' }), /signature is not 64 bytes/],
    ['a long text', text({ signature: 'A'.repeat(2000) }), /has at most 1024/],
  ]
  for (const [title, content, message] of cases) {
    test(`with ${title} is refused`, ({ assert }) => {
      const read = readSignature(Buffer.from(content))
      assert.isFalse(read.ok)
      if (read.ok) return
      assert.equal(read.failure.code, 'signature_invalid')
      assert.match(read.failure.message, message)
    })
  }
})

test.group('a private key', () => {
  test('encrypted with a passphrase is read with it alone', ({ assert }) => {
    const { privateKey, keyId } = generateKey('open sesame')
    assert.include(privateKey, 'BEGIN ENCRYPTED PRIVATE KEY')
    const read = readSigningKey(privateKey, 'open sesame')
    assert.equal(read.ok && read.value.keyId, keyId)
    for (const [passphrase, message] of [
      [
        undefined,
        /is encrypted; give its passphrase in the environment variable AQ_KEY_PASSPHRASE/,
      ],
      ['', /is encrypted/],
      ['open', /cannot be decrypted: the passphrase in AQ_KEY_PASSPHRASE is wrong/],
    ] as const) {
      const refused = readSigningKey(privateKey, passphrase)
      assert.match(refused.ok ? 'accepted' : refused.failure, message)
    }
  })

  test('that is not encrypted needs no passphrase and minds none', ({ assert }) => {
    assert.isTrue(readSigningKey(KEY.privateKey, 'something').ok)
  })

  const pem = (type: 'rsa' | 'ec' | 'x25519') => {
    const options = { modulusLength: 2048, namedCurve: 'P-256' }
    const { privateKey } = generateKeyPairSync(type as 'rsa', options)
    return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  }
  const publicPem = `-----BEGIN PUBLIC KEY-----\n${KEY.publicKey}\n-----END PUBLIC KEY-----\n`
  const cases: [title: string, text: string, message: RegExp][] = [
    ['nothing', '', /holds no key: it must be a PEM file/],
    ['a text', 'my secret', /holds no key/],
    ['the public half', publicPem, /holds a public key; signing needs the private one/],
    ['a cut PEM', KEY.privateKey.slice(0, 60), /the PEM is broken/],
    ['a damaged PEM', KEY.privateKey.replace(/\n(.{10})/, '\n!!!!!!!!!!'), /the PEM is broken/],
    ['an RSA key', pem('rsa'), /holds a key of type rsa; plugins are signed with ed25519/],
    ['an elliptic key of another kind', pem('ec'), /holds a key of type ec/],
    ['a key for agreement', pem('x25519'), /holds a key of type x25519/],
  ]
  for (const [title, text, message] of cases) {
    test(`that is ${title} is refused in a sentence without the key in it`, ({ assert }) => {
      const read = readSigningKey(text)
      assert.isFalse(read.ok)
      if (read.ok) return
      assert.match(read.failure, message)
      assert.notInclude(read.failure, '\n')
    })
  }
})
