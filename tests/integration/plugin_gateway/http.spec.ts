import { test } from '@japa/runner'
import { httpGet, HttpWeb, type Answer } from './http_web.js'
import { codeOf } from './open_gateway.js'

test.group('HTTP of plugins: where to', (group) => {
  const web = new HttpWeb()
  group.setup(async () => {
    await web.open()
    return () => web.close()
  })
  group.each.setup(() => web.reset())

  test('reaches what is granted, with its own name in certificate and Host', async ({ assert }) => {
    web.handler = (_request, response) => {
      response.setHeader('content-type', 'text/plain')
      response.setHeader('set-cookie', 'session=1')
      response.setHeader('x-limit', '7')
      response.end('héllo')
    }
    const plugin = await web.granted()
    const answer = await plugin.ask({
      ...httpGet(`https://api.test:${web.port}/v1/bars?symbol=US.AAPL#part`),
      method: 'POST',
      body: '{"a":1}',
      headers: { 'Content-Type': 'application/json' },
    })
    assert.isTrue(answer.ok as boolean)
    const value = answer.value as Answer
    assert.deepEqual([value.status, value.body], [200, 'héllo'])
    assert.deepEqual(Object.keys(value.headers).sort(), ['content-type', 'date', 'x-limit'])
    assert.deepInclude(web.requests[0], {
      url: '/v1/bars?symbol=US.AAPL',
      method: 'POST',
      body: '{"a":1}',
    })
    assert.equal(web.requests[0]!.headers.host, `api.test:${web.port}`)
    assert.isUndefined(web.requests[0]!.headers.cookie)
  })

  test('an address is reached only when it is named exactly', async ({ assert }) => {
    const plugin = await web.bench.plugin([`net:connect@127.0.0.1:${web.port}`])
    assert.equal(codeOf(await plugin.ask(httpGet(`https://127.0.0.1:${web.port}/`))), '')
    // The same address in other clothes is the same address; another one is not.
    assert.equal(codeOf(await plugin.ask(httpGet(`https://2130706433:${web.port}/`))), '')
    assert.equal(codeOf(await plugin.ask(httpGet(`https://127.0.0.2:${web.port}/`))), 'not_granted')
    assert.equal(codeOf(await plugin.ask(httpGet(`https://[::1]:${web.port}/`))), 'not_granted')
    assert.equal(codeOf(await plugin.ask(httpGet(`https://localhost:${web.port}/`))), 'not_granted')
  })

  test('http: is for this machine, named exactly, alone', async ({ assert }) => {
    const plugin = await web.bench.plugin([
      `net:connect@127.0.0.1:${web.plainPort}`,
      `net:connect@api.test:${web.plainPort}#private`,
    ])
    assert.equal(codeOf(await plugin.ask(httpGet(`http://127.0.0.1:${web.plainPort}/`))), '')
    assert.equal(codeOf(await plugin.ask(httpGet(`http://api.test:${web.plainPort}/`))), 'invalid')
    assert.lengthOf(web.requests, 1)
  })

  test('refuses {$self}')
    .with([
      'https://evil.test:PORT/',
      'https://api.test/',
      'https://api.test:1/',
      'https://api.test.evil.test:PORT/',
      'https://evil.test:PORT/?.api.test',
      'https://evil.test:PORT/#@api.test',
      'https://evil.test:PORT\\@api.test:PORT/',
      'https://api.test:PORT@evil.test/',
      'https://user:secret@api.test:PORT/',
      'https://@api.test:PORT/',
      'https://127.0.0.1:PORT/',
      'https://127.1:PORT/',
      'https://2130706433:PORT/',
      'https://0x7f.1:PORT/',
      'https://0177.0.0.1:PORT/',
      'https://１２７.０.０.１:PORT/',
      'https://[::1]:PORT/',
      'https://[::ffff:127.0.0.1]:PORT/',
      'https://[::7f00:1]:PORT/',
      'https://[64:ff9b::7f00:1]:PORT/',
      'https://169.254.169.254/latest/meta-data/',
      'http://api.test:PORT/',
      'ftp://api.test:PORT/',
      'file:///etc/passwd',
      'data:text/plain,hello',
      'javascript:1',
      'https://api.test:PORT\t/',
      ' https://api.test:PORT/',
      'https://a\u00adpi.test:PORT/',
      'https://api.test\u3002evil.test:PORT/',
      '//api.test:PORT/',
      '',
      'https://',
    ])
    .run(async ({ assert }, url) => {
      const plugin = await web.granted()
      const answer = await plugin.ask(httpGet(url.replaceAll('PORT', String(web.port))))
      assert.include(['not_granted', 'invalid'], codeOf(answer))
      assert.lengthOf(web.requests, 0)
      const [row] = await plugin.audit()
      assert.deepInclude(row, { action: 'effect.refused' })
      assert.deepInclude(row!.detail, { type: 'http', code: codeOf(answer) })
    })

  test('reads {$self} as the granted host')
    .with([
      'https://API.TEST:PORT/',
      'https://api.test.:PORT/',
      'https://ａｐｉ.test:PORT/',
      'https:api.test:PORT/x',
      'https://api.test:0PORT/',
    ])
    .run(async ({ assert }, url) => {
      const plugin = await web.granted()
      assert.equal(codeOf(await plugin.ask(httpGet(url.replaceAll('PORT', String(web.port))))), '')
      assert.equal(web.requests[0]!.headers.host, `api.test:${web.port}`)
    })

  test('a wildcard is one label, and no address', async ({ assert }) => {
    const plugin = await web.bench.plugin([`net:connect@*.wild.test:${web.port}`])
    web.dns.answer('a.wild.test', ['127.0.0.1'])
    assert.equal(codeOf(await plugin.ask(httpGet(`https://wild.test:${web.port}/`))), 'not_granted')
    assert.equal(
      codeOf(await plugin.ask(httpGet(`https://b.a.wild.test:${web.port}/`))),
      'not_granted'
    )
    assert.equal(
      codeOf(await plugin.ask(httpGet(`https://a.wild.test:${web.port}/`))),
      'address_refused'
    )
    assert.lengthOf(web.requests, 0)
  })

  test('methods are limited by the grant', async ({ assert }) => {
    const plugin = await web.bench.plugin([`net:connect@127.0.0.1:${web.port}#GET`])
    const url = `https://127.0.0.1:${web.port}/`
    assert.equal(codeOf(await plugin.ask(httpGet(url))), '')
    assert.equal(codeOf(await plugin.ask({ ...httpGet(url), method: 'DELETE' })), 'not_granted')
    assert.equal(codeOf(await plugin.ask({ ...httpGet(url), method: 'CONNECT' })), 'invalid')
    assert.equal(codeOf(await plugin.ask({ ...httpGet(url), method: 'GET\r\nX: 1' })), 'invalid')
  })

  test('a name that leads to {$self} is refused')
    .with([
      ['127.0.0.1'],
      ['10.1.2.3'],
      ['172.16.0.1'],
      ['192.168.1.1'],
      ['100.64.0.1'],
      ['169.254.169.254'],
      ['0.0.0.0'],
      ['224.0.0.1'],
      ['255.255.255.255'],
      ['198.51.100.7'],
      ['::1'],
      ['fe80::1'],
      ['fd00::1'],
      ['::ffff:10.0.0.1'],
      ['::7f00:1'],
      ['64:ff9b::a00:1'],
      ['2002:7f00:1::'],
      ['2001:0:4136:e378::1'],
      ['ff02::1'],
      ['2001:db8::1'],
      // One bad answer among good ones spoils them all.
      ['93.184.215.14', '127.0.0.1'],
    ])
    .run(async ({ assert }, addresses) => {
      const plugin = await web.bench.plugin([`net:connect@api.test:${web.port}`])
      web.dns.answer('api.test', addresses)
      const answer = await plugin.ask(httpGet(`https://api.test:${web.port}/`))
      assert.equal(codeOf(answer), 'address_refused')
      assert.notMatch(JSON.stringify(answer), /\d+\.\d+\.\d+\.\d+/)
      assert.lengthOf(web.requests, 0)
    })

  test('no grant opens {$self}')
    .with([
      '169.254.169.254',
      'fd00:ec2::254',
      '100.100.100.200',
      '::ffff:169.254.169.254',
      '0.0.0.0',
    ])
    .run(async ({ assert }, address) => {
      const plugin = await web.granted()
      web.dns.answer('api.test', [address])
      assert.equal(
        codeOf(await plugin.ask(httpGet(`https://api.test:${web.port}/`))),
        'address_refused'
      )
    })

  test('a name that changes its address between two questions is asked once', async ({
    assert,
  }) => {
    const plugin = await web.granted()
    let questions = 0
    web.dns.answer('api.test', () => (questions++ === 0 ? ['127.0.0.1'] : ['169.254.169.254']))
    assert.equal(codeOf(await plugin.ask(httpGet(`https://api.test:${web.port}/`))), '')
    assert.equal(questions, 2, 'once for IPv4, once for IPv6')
    assert.equal(
      codeOf(await plugin.ask(httpGet(`https://api.test:${web.port}/`))),
      'address_refused'
    )
    assert.lengthOf(web.requests, 1)
  })

  test('a name without address, and a closed port, are told without details', async ({
    assert,
  }) => {
    const plugin = await web.bench.plugin(['net:connect@gone.test:443', 'net:connect@127.0.0.1:1'])
    assert.equal(codeOf(await plugin.ask(httpGet('https://gone.test/'))), 'name_not_found')
    const closed = await plugin.ask(httpGet('https://127.0.0.1:1/'))
    assert.equal(codeOf(closed), 'unreachable')
    assert.notMatch(JSON.stringify(closed), /ECONN|errno|node:|\/app\//)
  })

  test('a certificate of another name, or of nobody, ends it', async ({ assert }) => {
    const plugin = await web.bench.plugin([`net:connect@untrusted.test:${web.port}#private`])
    assert.equal(
      codeOf(await plugin.ask(httpGet(`https://untrusted.test:${web.port}/`))),
      'tls_failed'
    )
    assert.lengthOf(web.requests, 0)
  })

  test('a redirect is an answer, not a way', async ({ assert }) => {
    web.handler = (_request, response) => {
      response.writeHead(302, { location: `https://127.0.0.1:${web.port}/inside` })
      response.end()
    }
    const plugin = await web.granted()
    const answer = await plugin.ask(httpGet(`https://api.test:${web.port}/`))
    assert.equal((answer.value as Answer).status, 302)
    assert.equal((answer.value as Answer).headers.location, `https://127.0.0.1:${web.port}/inside`)
    assert.lengthOf(web.requests, 1)
  })
})
