import { test } from '@japa/runner'
import { addressClass, isAllowedAddress } from '#adapters/plugin_network/address_rules.js'

test.group('addresses', () => {
  test('{0} is {1}')
    .with([
      ['8.8.8.8', 'public'],
      ['172.32.0.1', 'public'],
      ['100.128.0.1', 'public'],
      ['2606:4700::1111', 'public'],
      ['127.0.0.1', 'loopback'],
      ['127.255.255.254', 'loopback'],
      ['::1', 'loopback'],
      ['0:0:0:0:0:0:0:1', 'loopback'],
      ['10.0.0.1', 'private'],
      ['172.16.0.1', 'private'],
      ['172.31.255.255', 'private'],
      ['192.168.0.1', 'private'],
      ['100.64.0.1', 'private'],
      ['fc00::1', 'private'],
      ['fdff::1', 'private'],
      ['0.0.0.0', 'forbidden'],
      ['0.1.2.3', 'forbidden'],
      ['169.254.169.254', 'forbidden'],
      ['100.100.100.200', 'forbidden'],
      ['168.63.129.16', 'forbidden'],
      ['192.0.0.192', 'forbidden'],
      ['192.88.99.1', 'forbidden'],
      ['198.18.0.1', 'forbidden'],
      ['203.0.113.1', 'forbidden'],
      ['224.0.0.1', 'forbidden'],
      ['240.0.0.1', 'forbidden'],
      ['255.255.255.255', 'forbidden'],
      ['::', 'forbidden'],
      ['::7f00:1', 'forbidden'],
      ['::ffff:127.0.0.1', 'forbidden'],
      ['::ffff:8.8.8.8', 'forbidden'],
      ['::ffff:0:7f00:1', 'forbidden'],
      ['64:ff9b::7f00:1', 'forbidden'],
      ['64:ff9b:1::1', 'forbidden'],
      ['100::1', 'forbidden'],
      ['2002:7f00:1::1', 'forbidden'],
      ['2001:0:7f00:1::', 'forbidden'],
      ['2001:db8::1', 'forbidden'],
      ['3fff::1', 'forbidden'],
      ['5f00::1', 'forbidden'],
      ['fe80::1', 'forbidden'],
      ['fe80::1%eth0', 'forbidden'],
      ['fec0::1', 'forbidden'],
      ['ff02::1', 'forbidden'],
      ['fd00:ec2::254', 'forbidden'],
      ['', 'forbidden'],
      ['localhost', 'forbidden'],
      ['127.1', 'forbidden'],
    ])
    .run(({ assert }, [address, expected]) => assert.equal(addressClass(address!), expected))

  test('localhost leads to this machine or nowhere', ({ assert }) => {
    const place = { host: 'localhost', allowsPrivate: true }
    assert.isTrue(isAllowedAddress('127.0.0.1', place))
    assert.isFalse(isAllowedAddress('10.0.0.1', place))
    assert.isFalse(isAllowedAddress('8.8.8.8', place))
  })

  test('a private grant opens private addresses, and nothing forbidden', ({ assert }) => {
    const place = { host: 'nas.lan', allowsPrivate: true }
    assert.isTrue(isAllowedAddress('10.0.0.1', place))
    assert.isFalse(isAllowedAddress('169.254.169.254', place))
    assert.isFalse(isAllowedAddress('10.0.0.1', { ...place, allowsPrivate: false }))
  })
})
