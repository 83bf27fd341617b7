import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from '@japa/runner'
import { PostgresSecretVault } from '#adapters/plugin_secrets/postgres_secret_vault.js'
import { setSecret } from '#engine/plugin_gateway/set_secret.js'
import { codeOf, GatewayBench } from './open_gateway.js'

const VALUE = 'sk-Ab/9+"<é>&= 77'

test.group('secrets of plugins', (group) => {
  const bench = new GatewayBench()
  const requests: { url: string; headers: IncomingMessage['headers']; body: string }[] = []
  let answer: (request: IncomingMessage, body: string, response: ServerResponse) => void
  let place: string
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (piece) => (body += piece))
    request.on('end', () => {
      requests.push({ url: request.url ?? '', headers: request.headers, body })
      answer(request, body, response)
    })
  })
  group.setup(async () => {
    await bench.open()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    place = `127.0.0.1:${(server.address() as AddressInfo).port}`
    await bench.secret({ name: 'api_key', hosts: [place], value: VALUE })
    await bench.secret({
      name: 'elsewhere',
      hosts: ['api.example.com:443'],
      value: 'other-secret-1',
    })
    return async () => {
      server.close()
      await bench.close()
    }
  })
  group.each.setup(() => {
    requests.length = 0
    answer = (_request, _body, response) => response.end('ok')
  })
  const granted = () =>
    bench.plugin([`net:connect@${place}`, 'secrets:api_key', 'secrets:elsewhere'])
  const request = (over: Readonly<Record<string, unknown>> = {}) => ({
    type: 'http',
    method: 'POST',
    url: `http://${place}/`,
    headers: {},
    body: null,
    ...over,
  })

  test('the host puts the value into headers, query and body', async ({ assert }) => {
    await bench.secret({ name: 'plain_key', hosts: [place], value: 'abcdef-123456' })
    const plugin = await bench.plugin([
      `net:connect@${place}`,
      'secrets:plain_key',
      'secrets:api_key',
    ])
    const sent = await plugin.ask(
      request({
        url: `http://${place}/q?a=1&key={{secret:api_key}}&b=2`,
        headers: { authorization: 'Bearer {{secret:plain_key}}' },
        body: '{"k":"{{ secret:plain_key }}"}',
      })
    )
    assert.equal(codeOf(sent), '')
    assert.equal(requests[0]!.headers.authorization, 'Bearer abcdef-123456')
    assert.equal(requests[0]!.body, '{"k":"abcdef-123456"}')
    assert.equal(new URL(requests[0]!.url, 'http://x').searchParams.get('key'), VALUE)
  })

  test('is refused {$self}')
    .with([
      { headers: { authorization: '{{secret:elsewhere}}' } },
      { headers: { authorization: '{{secret:not_granted}}' } },
      { headers: { authorization: '{{secret:API_KEY}}' } },
      { headers: { authorization: '{{{secret:}}' } },
      { url: 'http://PLACE/{{secret:api_key}}' },
      { url: 'http://PLACE/%7B%7Bsecret:api_key%7D%7D' },
      { url: 'http://PLACE/?{{secret:api_key}}=1' },
      { url: 'http://PLACE/?{{secret:api_key}}' },
      { url: 'http://PLACE/?a=%7B%7Bsecret:api_key%7D%7D' },
      { url: 'http://{{secret:api_key}}.PLACE/' },
      { url: 'http://{{secret:api_key}}@PLACE/' },
      { body: '{{secret:api_key' },
    ])
    .run(async ({ assert }, over) => {
      const plugin = await granted()
      const url = over.url?.replace('PLACE', place) ?? `http://${place}/`
      const sent = await plugin.ask(request({ ...over, url }))
      assert.include(['secret', 'not_granted', 'invalid'], codeOf(sent))
      assert.lengthOf(requests, 0)
      assert.lengthOf(await plugin.audit(), 1)
    })

  test('without the grant, or for a placeholder that a value brings in, nothing is put in', async ({
    assert,
  }) => {
    const without = await bench.plugin([`net:connect@${place}`])
    const sent = await without.ask(request({ body: '{{secret:api_key}}' }))
    assert.equal(codeOf(sent), 'not_granted')
    await bench.secret({ name: 'nested', hosts: [place], value: '{{secret:api_key}}' })
    const nested = await bench.plugin([`net:connect@${place}`, 'secrets:nested'])
    await nested.ask(request({ body: '{{secret:nested}}' }))
    assert.equal(requests[0]!.body, '{{secret:api_key}}')
  })

  test('a value that headers cannot hold is refused there', async ({ assert }) => {
    await bench.secret({ name: 'snow', hosts: [place], value: 'snow\u2603man-12' })
    const plugin = await bench.plugin([`net:connect@${place}`, 'secrets:snow'])
    const sent = await plugin.ask(request({ headers: { authorization: '{{secret:snow}}' } }))
    assert.equal(codeOf(sent), 'secret')
    assert.lengthOf(requests, 0)
  })

  test('a server that gives it back {0}: the plugin does not see it')
    .with([
      ['as it is', (value: string) => value],
      ['in base64', (value: string) => Buffer.from(value).toString('base64')],
      [
        'in base64 after a user name',
        (value: string) => Buffer.from(`me:${value}`).toString('base64'),
      ],
      [
        'in base64 in the middle',
        (value: string) => Buffer.from(`m${value}xyz`).toString('base64'),
      ],
      ['in base64 for URLs', (value: string) => Buffer.from(value).toString('base64url')],
      ['escaped for URLs', encodeURIComponent],
      ['as a form', (value: string) => new URLSearchParams({ a: value }).toString()],
      ['in JSON', (value: string) => JSON.stringify({ echo: value })],
      [
        'in HTML',
        (value: string) =>
          value
            .replaceAll('&', '&amp;')
            .replaceAll('<', '&lt;')
            .replaceAll('>', '&gt;')
            .replaceAll('"', '&quot;'),
      ],
      ['in hexadecimal', (value: string) => Buffer.from(value).toString('hex').toUpperCase()],
      ['in capitals', (value: string) => value.toUpperCase()],
      ['backwards', (value: string) => [...value].reverse().join('')],
    ] as [string, (value: string) => string][])
    .run(async ({ assert }, [, write]) => {
      answer = (_request, body, response) => response.end(`before ${write(body)} after`)
      const plugin = await granted()
      const sent = await plugin.ask(request({ body: '{{secret:api_key}}' }))
      const { body } = sent.value as { body: string }
      assert.include(body, '[secret:api_key]')
      assert.notInclude(body.toLowerCase(), write(VALUE).toLowerCase())
      assert.isTrue(body.startsWith('before '))
    })

  test('nor in a header, a redirect, a log line or a message', async ({ assert }) => {
    answer = (_request, body, response) => {
      const plain = Buffer.from(body).toString('base64')
      response.writeHead(302, { 'location': `/?k=${encodeURIComponent(body)}`, 'x-echo': plain })
      response.end()
    }
    const plugin = await granted()
    const sent = await plugin.ask(request({ body: '{{secret:api_key}}' }))
    const text = JSON.stringify(sent)
    assert.notInclude(text, encodeURIComponent(VALUE))
    assert.notInclude(text, Buffer.from(VALUE).toString('base64'))
    const { lines } = await bench.gateway.logLines(plugin.identity, [
      { level: 'info', text: `got ${VALUE} and other-secret-1` },
    ])
    assert.deepEqual(lines, [
      { level: 'info', text: 'got [secret:api_key] and [secret:elsewhere]' },
    ])
  })

  test('nothing of a value stands in the database or the audit log', async ({ assert }) => {
    const { rows } = await bench.database.withClient((client) =>
      client.query<{ all: string }>(
        `select (select coalesce(string_agg(plugin_secrets::text, ' '), '') from plugin_secrets) ||
                (select coalesce(string_agg(audit_log::text, ' '), '') from audit_log) as all`
      )
    )
    const kept = rows[0]!.all
    for (const form of [
      VALUE,
      'other-secret-1',
      Buffer.from(VALUE).toString('base64').slice(0, 12),
    ]) {
      assert.notInclude(kept, form)
    }
    assert.include(kept, 'api_key')
  })

  test('who can write the table can neither read a value nor send it elsewhere', async ({
    assert,
  }) => {
    await bench.secret({ name: 'bound', hosts: ['api.example.com:443'], value: 'bound-secret-1' })
    const hosts = JSON.stringify([place])
    await bench.database.withClient((client) =>
      client.query(`update plugin_secrets set hosts = $1 where name = 'bound'`, [hosts])
    )
    const plugin = await bench.plugin([`net:connect@${place}`, 'secrets:bound'])
    const sent = await plugin.ask(request({ body: '{{secret:bound}}' }))
    assert.equal(codeOf(sent), 'secret')
    const listed = await bench.ports.secrets.list()
    assert.equal(listed.find(({ name }) => name === 'bound')!.fingerprint, 'unreadable')
    const other = new PostgresSecretVault(bench.database, 'another key')
    await assert.rejects(() => other.use('api_key'))
    await bench.ports.secrets.remove('bound')
  })

  test('setting one says what is wrong: {0}')
    .with([
      ['Bad Name', 'long-enough-1', ['a.example.com:443'], /name/],
      ['ok', 'short', ['a.example.com:443'], /8 to 4096/],
      ['ok', 'two\nlines-long', ['a.example.com:443'], /line break/],
      ['ok', ' blank-around ', ['a.example.com:443'], /blank/],
      ['ok', 'long-enough-1', [], /name the hosts/],
      ['ok', 'long-enough-1', ['*.example.com'], /one host/],
      ['ok', 'long-enough-1', ['https://a.example.com/'], /host and port/],
      ['ok', 'long-enough-1', ['0x7f.1:80'], /127\.0\.0\.1/],
    ] as [string, string, string[], RegExp][])
    .run(async ({ assert }, [name, value, hosts, message]) => {
      const set = await setSecret({ name, value, hosts, actor: 'cli' }, bench.ports)
      assert.isFalse(set.ok)
      if (!set.ok) {
        assert.match(set.failure, message)
        assert.notInclude(set.failure, value)
      }
    })

  test('a token may not set a secret', async ({ assert }) => {
    const set = await setSecret(
      { name: 'ok', value: 'long-enough-1', hosts: ['a.example.com'], actor: 'token:x' },
      bench.ports
    )
    assert.deepEqual(set, { ok: false, failure: 'token:x may not set secrets: a person has to' })
  })
})
