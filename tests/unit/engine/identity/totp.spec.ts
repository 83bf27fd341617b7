import { test } from '@japa/runner'
import { codeAt, matchingStep, totpSecret } from '#engine/identity/totp.js'

/** "12345678901234567890", the secret of the test vectors of RFC 6238, appendix B. */
const SECRET = totpSecret(Buffer.from('12345678901234567890'))

test.group('codes of an authenticator', () => {
  test('a secret is base32 as RFC 4648 has it', ({ assert }) => {
    assert.equal(SECRET, 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
    assert.equal(totpSecret(Buffer.from('f')), 'MY')
  })

  test('at second {seconds} it is {code}, the last six digits of RFC 6238')
    .with([
      { seconds: 59, code: '287082' },
      { seconds: 1_111_111_109, code: '081804' },
      { seconds: 1_111_111_111, code: '050471' },
      { seconds: 1_234_567_890, code: '005924' },
      { seconds: 2_000_000_000, code: '279037' },
      { seconds: 20_000_000_000, code: '353130' },
    ])
    .run(({ assert }, { seconds, code }) => {
      const step = Math.floor(seconds / 30)
      assert.equal(codeAt(SECRET, step), code)
      assert.equal(matchingStep(SECRET, code, seconds * 1000), step)
    })

  test('counts one step before and after its own, and no further', ({ assert }) => {
    const code = codeAt(SECRET, 100)
    const at = (step: number) => matchingStep(SECRET, code, step * 30_000)
    assert.deepEqual([98, 99, 100, 101, 102].map(at), [null, 100, 100, 100, null])
  })

  test('is six digits: {$self}')
    .with(['', '12345', '1234567', 'abcdef', '１２３４５６', ' 287082'])
    .run(({ assert }, text) => {
      assert.isNull(matchingStep(SECRET, text, 59_000))
    })
})
