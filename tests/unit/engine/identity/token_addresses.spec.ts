import { test } from '@japa/runner'
import { addressesFault, addressFits } from '#engine/identity/token_addresses.js'

test.group('Addresses of a token', () => {
  test('a network lets in what is in it, over either form of IPv4', ({ assert }) => {
    const own = ['10.1.0.0/16', '192.168.1.20', '2001:db8::/32']
    for (const from of ['10.1.2.3', '::ffff:10.1.2.3', '192.168.1.20', '2001:db8:5::1']) {
      assert.isTrue(addressFits(own, from), from)
    }
    for (const from of ['10.2.0.1', '192.168.1.21', '2001:db9::1', 'console', '']) {
      assert.isFalse(addressFits(own, from), from)
    }
    assert.isTrue(addressFits(null, 'console'))
  })

  test('what is none is named: {$self}')
    .with(['10.0.0.0/0', '10.0.0.0/33', '10.0.0/8', 'localhost', '::1/129', '1.2.3.4/8/8', ''])
    .run(({ assert }, odd) => {
      assert.include(addressesFault(['10.0.0.1', odd])!, `"${odd}" is no address`)
    })

  test('any, or at least one and not too many', ({ assert }) => {
    assert.isNull(addressesFault(null))
    assert.isNull(addressesFault(['::1', '127.0.0.1/32']))
    assert.match(addressesFault([])!, /at least one/)
    assert.match(addressesFault(Array(21).fill('::1'))!, /20 addresses at most/)
  })
})
