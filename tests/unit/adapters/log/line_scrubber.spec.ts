import { test } from '@japa/runner'
import { LineScrubber } from '#adapters/log/line_scrubber.js'

test.group('secrets in lines of the log', () => {
  test('a value that was told is gone in every form that JSON and addresses give it', ({
    assert,
  }) => {
    const scrubber = new LineScrubber()
    const secret = 'pa"ss\\wörd/9'
    scrubber.add(secret)
    const line = JSON.stringify({ msg: `sent ${secret} to ${encodeURIComponent(secret)}`, n: 1 })
    const clean = scrubber.clean(line)
    assert.notInclude(clean, 'wörd')
    assert.notInclude(clean, 'w%C3%B6rd')
    assert.deepEqual(JSON.parse(clean), { msg: 'sent [secret] to [secret]', n: 1 })
  })

  test('of two values one of which holds the other, neither leaves a rest', ({ assert }) => {
    const scrubber = new LineScrubber()
    scrubber.add('hunter2')
    scrubber.add('hunter2-and-more')
    assert.equal(scrubber.clean('a hunter2-and-more b hunter2 c'), 'a [secret] b [secret] c')
  })

  test('short texts are no secrets, and nothing is nothing', ({ assert }) => {
    const scrubber = new LineScrubber()
    scrubber.add('paper')
    scrubber.add('')
    scrubber.add(undefined)
    assert.equal(scrubber.clean('{"account":"paper"}'), '{"account":"paper"}')
  })

  test('passwords of addresses, known or not', ({ assert }) => {
    const scrubber = new LineScrubber()
    assert.equal(
      scrubber.clean('cannot reach postgres://aq:s3cr3t@db:5432/aq and redis://:topsecret@r'),
      'cannot reach postgres://aq:[secret]@db:5432/aq and redis://:[secret]@r'
    )
    scrubber.addAddress('postgres://aq:s%C3%A9cret1@db/aq')
    assert.equal(scrubber.clean('password sécret1 was refused'), 'password [secret] was refused')
    scrubber.addAddress('no address')
    scrubber.addAddress(undefined)
  })

  test('fields that say so in their name, at any depth, and the rest stays', ({ assert }) => {
    const scrubber = new LineScrubber()
    const line = {
      password: 'a"b',
      headers: { Authorization: 'Bearer abc', cookie: 'x=1' },
      api_key: 'k',
      appKey: 'z',
      refreshToken: 'r',
      tokens: 3,
      account: 'paper',
    }
    assert.deepEqual(JSON.parse(scrubber.clean(JSON.stringify(line))), {
      password: '[secret]',
      headers: { Authorization: '[secret]', cookie: '[secret]' },
      api_key: '[secret]',
      appKey: '[secret]',
      refreshToken: '[secret]',
      tokens: 3,
      account: 'paper',
    })
  })

  test('tokens of HTTP in the middle of a sentence', ({ assert }) => {
    const clean = new LineScrubber().clean('it sent "Bearer eyJhbGciOi.J9-x" and was refused')
    assert.equal(clean, 'it sent "Bearer [secret]" and was refused')
  })
})
