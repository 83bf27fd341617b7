import { test } from '@japa/runner'
import { mayLeadTo, readAddress } from '#adapters/plugin_source/address.js'
import { IndexReader } from '#adapters/plugin_source/index_reader.js'

test.group('addresses', () => {
  for (const text of [
    'https://plugins.example.com/index.json',
    'https://10.0.0.7:8443/npm',
    'http://127.0.0.1:4873',
    'http://localhost:4873/',
    'http://[::1]:4873/',
    'http://127.1:4873/',
  ]) {
    test(`${text} is one`, ({ assert }) => {
      assert.isTrue(readAddress(text, 'the registry').ok)
    })
  }

  const REFUSED: readonly (readonly [string, RegExp])[] = [
    ['http://plugins.example.com/', /plain http is for this machine alone/],
    ['http://169.254.169.254/', /plain http/],
    ['http://localhost.example.com/', /plain http/],
    ['http://127.0.0.1.example.com/', /plain http/],
    ['http://0.0.0.0:80/', /plain http/],
    ['http://2130706434.example/', /plain http/],
    ['https://me:secret@plugins.example.com/', /user name or password/],
    ['https://127.0.0.1@evil.example/', /user name or password/],
    ['file:///etc/passwd', /begins with file:/],
    ['ftp://example.com/', /begins with ftp:/],
    ['javascript:alert(1)', /begins with javascript:/],
    ['data:application/json,{}', /begins with data:/],
    ['//example.com/', /is not an address/],
    ['plugins.example.com', /is not an address/],
    ['', /is not an address/],
    [`https://example.com/${'a'.repeat(2000)}`, /longer than 2000/],
  ]
  for (const [text, expected] of REFUSED) {
    test(`${text.slice(0, 60) || 'nothing'} is refused`, ({ assert }) => {
      const read = readAddress(text, 'the registry')
      assert.isFalse(read.ok)
      if (!read.ok) assert.match(read.failure.message, expected)
    })
  }

  const FROM = new URL('https://plugins.example.com/index.json')
  for (const [to, isAllowed] of [
    ['https://cdn.example.com/a.tgz', true],
    ['https://plugins.example.com/a.tgz', true],
    ['https://93.184.216.34/a.tgz', true],
    ['http://cdn.example.com/a.tgz', false],
    ['https://127.0.0.1/a.tgz', false],
    ['https://2130706433/a.tgz', false],
    ['https://0x7f.1/a.tgz', false],
    ['https://169.254.169.254/a.tgz', false],
    ['https://10.1.2.3/a.tgz', false],
    ['https://172.31.0.1/a.tgz', false],
    ['https://192.168.0.1/a.tgz', false],
    ['https://100.64.0.1/a.tgz', false],
    ['https://[::1]/a.tgz', false],
    ['https://[::ffff:127.0.0.1]/a.tgz', false],
    ['https://[::7f00:1]/a.tgz', false],
    ['https://[fe80::1]/a.tgz', false],
    ['https://[fd00::1]/a.tgz', false],
    ['https://[64:ff9b::7f00:1]/a.tgz', false],
    ['https://[2606:4700::1111]/a.tgz', true],
    ['https://localhost/a.tgz', false],
    ['https://printer.local/a.tgz', false],
    ['https://metadata.google.internal/a.tgz', false],
    ['https://intranet/a.tgz', false],
  ] as const) {
    test(`a public index ${isAllowed ? 'may' : 'must not'} lead to ${to}`, ({ assert }) => {
      assert.equal(mayLeadTo(new URL(to), FROM), isAllowed)
    })
  }
})

test.group('where an index is', () => {
  const reader = new IndexReader()

  for (const [given, place] of [
    ['https://plugins.example.com', 'https://plugins.example.com/index.json'],
    ['https://plugins.example.com/aq/', 'https://plugins.example.com/aq/index.json'],
    ['HTTPS://Plugins.Example.com/aq/list.json#top', 'https://plugins.example.com/aq/list.json'],
    ['ours', '/home/me/ours/index.json'],
    ['./ours/list.json', '/home/me/ours/list.json'],
    ['/srv/ours/', '/srv/ours/index.json'],
  ] as const) {
    test(`${given} is at ${place}`, ({ assert }) => {
      assert.deepEqual(reader.locate(given, '/home/me'), { ok: true, value: place })
    })
  }

  test('an address with a question is refused', ({ assert }) => {
    assert.isFalse(reader.locate('https://plugins.example.com/?file=index.json', '/').ok)
    assert.isFalse(reader.locate('http://plugins.example.com/', '/').ok)
  })

  const WEB = 'https://plugins.example.com/aq/index.json'
  const FILE = '/srv/ours/index.json'
  for (const [index, archive, place] of [
    [WEB, 'a-1.0.0.tgz', 'https://plugins.example.com/aq/a-1.0.0.tgz'],
    [WEB, '/b/a.tgz', 'https://plugins.example.com/b/a.tgz'],
    [WEB, 'https://cdn.example.com/a.tgz', 'https://cdn.example.com/a.tgz'],
    [WEB, '//cdn.example.com/a.tgz', 'https://cdn.example.com/a.tgz'],
    [WEB, 'http://cdn.example.com/a.tgz', null],
    [WEB, '//169.254.169.254/a.tgz', null],
    [WEB, 'file:///etc/passwd', null],
    [WEB, 'https://user:pass@cdn.example.com/a.tgz', null],
    [FILE, 'a-1.0.0.tgz', '/srv/ours/a-1.0.0.tgz'],
    [FILE, 'old/a-1.0.0.tgz', '/srv/ours/old/a-1.0.0.tgz'],
    [FILE, 'https://cdn.example.com/a.tgz', 'https://cdn.example.com/a.tgz'],
    [FILE, '../secret.tgz', null],
    [FILE, 'old/../../secret.tgz', null],
    [FILE, '/etc/passwd', null],
    [FILE, 'http://127.0.0.1:8080/a.tgz', null],
  ] as const) {
    test(`${archive} in ${index} ${place === null ? 'is refused' : `is ${place}`}`, ({
      assert,
    }) => {
      const found = reader.archiveLocation(index, archive)
      assert.equal(found.ok ? found.value : null, place)
    })
  }
})
