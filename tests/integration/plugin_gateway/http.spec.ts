import {
  createServer as createPlainServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer, type Server as SecureServer } from 'node:https'
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { test } from '@japa/runner'
import { selfSigned } from '#tests/support/certificate.js'
import { StubDns } from '#tests/support/stub_dns.js'
import { codeOf, GatewayBench } from './open_gateway.js'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

test.group('HTTP of plugins', (group) => {
  const bench = new GatewayBench()
  const certificate = selfSigned(['api.test', 'other.test', 'a.wild.test', '127.0.0.1'])
  const unknown = selfSigned(['api.test'])
  const requests: {
    url: string
    headers: IncomingMessage['headers']
    body: string
    method: string
  }[] = []
  const sockets = new Set<Socket>()
  let dns: StubDns
  let handler: Handler
  let secure: SecureServer
  let plain: Server
  let port: number
  let plainPort: number

  group.setup(async () => {
    dns = await StubDns.start()
    await bench.open({ resolveName: dns.resolve, certificateAuthorities: [certificate.cert] })
    const listener: Handler = (request, response) => {
      let body = ''
      request.on('data', (piece) => (body += piece))
      request.on('end', () => {
        const { url = '', headers, method = '' } = request
        requests.push({ url, headers, body, method })
        handler(request, response)
      })
    }
    secure = createServer(certificate, listener)
    secure.addContext('untrusted.test', unknown)
    plain = createPlainServer(listener)
    for (const server of [secure, plain]) {
      server.on('connection', (socket: Socket) => {
        sockets.add(socket)
        socket.on('close', () => sockets.delete(socket))
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    }
    port = (secure.address() as AddressInfo).port
    plainPort = (plain.address() as AddressInfo).port
    return async () => {
      for (const socket of sockets) socket.destroy()
      secure.close()
      plain.close()
      dns.close()
      await bench.close()
    }
  })
  group.each.setup(() => {
    requests.length = 0
    handler = (_request, response) => response.end('hello')
    for (const name of ['api.test', 'other.test', 'a.wild.test', 'untrusted.test']) {
      dns.answer(name, ['127.0.0.1'])
    }
  })
  const granted = (over: Parameters<GatewayBench['plugin']>[1] = {}) =>
    bench.plugin([`net:connect@api.test:${port}#private`], { kind: 'agent', ...over })
  const get = (url: string) => ({ type: 'http', method: 'GET', url, headers: {}, body: null })

  test('reaches what is granted, with its own name in certificate and Host', async ({ assert }) => {
    handler = (_request, response) => {
      response.setHeader('content-type', 'text/plain')
      response.setHeader('set-cookie', 'session=1')
      response.setHeader('x-limit', '7')
      response.end('héllo')
    }
    const plugin = await granted()
    const answer = await plugin.ask({
      ...get(`https://api.test:${port}/v1/bars?symbol=US.AAPL#part`),
      method: 'POST',
      body: '{"a":1}',
      headers: { 'Content-Type': 'application/json' },
    })
    assert.isTrue(answer.ok as boolean)
    const value = answer.value as Answer
    assert.deepEqual([value.status, value.body], [200, 'héllo'])
    assert.deepEqual(Object.keys(value.headers).sort(), ['content-type', 'date', 'x-limit'])
    assert.deepInclude(requests[0], {
      url: '/v1/bars?symbol=US.AAPL',
      method: 'POST',
      body: '{"a":1}',
    })
    assert.equal(requests[0]!.headers.host, `api.test:${port}`)
    assert.isUndefined(requests[0]!.headers.cookie)
  })

  test('an address is reached only when it is named exactly', async ({ assert }) => {
    const plugin = await bench.plugin([`net:connect@127.0.0.1:${port}`])
    assert.equal(codeOf(await plugin.ask(get(`https://127.0.0.1:${port}/`))), '')
    // The same address in other clothes is the same address; another one is not.
    assert.equal(codeOf(await plugin.ask(get(`https://2130706433:${port}/`))), '')
    assert.equal(codeOf(await plugin.ask(get(`https://127.0.0.2:${port}/`))), 'not_granted')
    assert.equal(codeOf(await plugin.ask(get(`https://[::1]:${port}/`))), 'not_granted')
    assert.equal(codeOf(await plugin.ask(get(`https://localhost:${port}/`))), 'not_granted')
  })

  test('http: is for this machine, named exactly, alone', async ({ assert }) => {
    const plugin = await bench.plugin([
      `net:connect@127.0.0.1:${plainPort}`,
      `net:connect@api.test:${plainPort}#private`,
    ])
    assert.equal(codeOf(await plugin.ask(get(`http://127.0.0.1:${plainPort}/`))), '')
    assert.equal(codeOf(await plugin.ask(get(`http://api.test:${plainPort}/`))), 'invalid')
    assert.lengthOf(requests, 1)
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
      const plugin = await granted()
      const answer = await plugin.ask(get(url.replaceAll('PORT', String(port))))
      assert.include(['not_granted', 'invalid'], codeOf(answer))
      assert.lengthOf(requests, 0)
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
      const plugin = await granted()
      assert.equal(codeOf(await plugin.ask(get(url.replaceAll('PORT', String(port))))), '')
      assert.equal(requests[0]!.headers.host, `api.test:${port}`)
    })

  test('a wildcard is one label, and no address', async ({ assert }) => {
    const plugin = await bench.plugin([`net:connect@*.wild.test:${port}`])
    dns.answer('a.wild.test', ['127.0.0.1'])
    assert.equal(codeOf(await plugin.ask(get(`https://wild.test:${port}/`))), 'not_granted')
    assert.equal(codeOf(await plugin.ask(get(`https://b.a.wild.test:${port}/`))), 'not_granted')
    assert.equal(codeOf(await plugin.ask(get(`https://a.wild.test:${port}/`))), 'address_refused')
    assert.lengthOf(requests, 0)
  })

  test('methods are limited by the grant', async ({ assert }) => {
    const plugin = await bench.plugin([`net:connect@127.0.0.1:${port}#GET`])
    const url = `https://127.0.0.1:${port}/`
    assert.equal(codeOf(await plugin.ask(get(url))), '')
    assert.equal(codeOf(await plugin.ask({ ...get(url), method: 'DELETE' })), 'not_granted')
    assert.equal(codeOf(await plugin.ask({ ...get(url), method: 'CONNECT' })), 'invalid')
    assert.equal(codeOf(await plugin.ask({ ...get(url), method: 'GET\r\nX: 1' })), 'invalid')
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
      const plugin = await bench.plugin([`net:connect@api.test:${port}`])
      dns.answer('api.test', addresses)
      const answer = await plugin.ask(get(`https://api.test:${port}/`))
      assert.equal(codeOf(answer), 'address_refused')
      assert.notMatch(JSON.stringify(answer), /\d+\.\d+\.\d+\.\d+/)
      assert.lengthOf(requests, 0)
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
      const plugin = await granted()
      dns.answer('api.test', [address])
      assert.equal(codeOf(await plugin.ask(get(`https://api.test:${port}/`))), 'address_refused')
    })

  test('a name that changes its address between two questions is asked once', async ({
    assert,
  }) => {
    const plugin = await granted()
    let questions = 0
    dns.answer('api.test', () => (questions++ === 0 ? ['127.0.0.1'] : ['169.254.169.254']))
    assert.equal(codeOf(await plugin.ask(get(`https://api.test:${port}/`))), '')
    assert.equal(questions, 2, 'once for IPv4, once for IPv6')
    assert.equal(codeOf(await plugin.ask(get(`https://api.test:${port}/`))), 'address_refused')
    assert.lengthOf(requests, 1)
  })

  test('a name without address, and a closed port, are told without details', async ({
    assert,
  }) => {
    const plugin = await bench.plugin(['net:connect@gone.test:443', 'net:connect@127.0.0.1:1'])
    assert.equal(codeOf(await plugin.ask(get('https://gone.test/'))), 'name_not_found')
    const closed = await plugin.ask(get('https://127.0.0.1:1/'))
    assert.equal(codeOf(closed), 'unreachable')
    assert.notMatch(JSON.stringify(closed), /ECONN|errno|node:|\/app\//)
  })

  test('a certificate of another name, or of nobody, ends it', async ({ assert }) => {
    const plugin = await bench.plugin([`net:connect@untrusted.test:${port}#private`])
    assert.equal(codeOf(await plugin.ask(get(`https://untrusted.test:${port}/`))), 'tls_failed')
    assert.lengthOf(requests, 0)
  })

  test('a redirect is an answer, not a way', async ({ assert }) => {
    handler = (_request, response) => {
      response.writeHead(302, { location: `https://127.0.0.1:${port}/inside` })
      response.end()
    }
    const plugin = await granted()
    const answer = await plugin.ask(get(`https://api.test:${port}/`))
    assert.equal((answer.value as Answer).status, 302)
    assert.equal((answer.value as Answer).headers.location, `https://127.0.0.1:${port}/inside`)
    assert.lengthOf(requests, 1)
  })

  test('takes compression off: {$self}')
    .with(['gzip', 'deflate', 'br'])
    .run(async ({ assert }, encoding) => {
      const pack = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync }[encoding]!
      handler = (_request, response) => {
        response.setHeader('content-encoding', encoding)
        response.end(pack('x'.repeat(200_000)))
      }
      const plugin = await granted()
      const answer = await plugin.ask(get(`https://api.test:${port}/`))
      assert.equal((answer.value as Answer).body.length, 200_000)
    })

  test('a bomb in {$self} is cut off')
    .with(['gzip', 'deflate', 'br'])
    .run(async ({ assert }, encoding) => {
      const pack = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync }[encoding]!
      const bomb = pack(Buffer.alloc(64_000_000))
      handler = (_request, response) => {
        response.setHeader('content-encoding', encoding)
        response.end(bomb)
      }
      const plugin = await granted()
      const before = process.memoryUsage().rss
      assert.equal(codeOf(await plugin.ask(get(`https://api.test:${port}/`))), 'too_large')
      assert.isBelow(process.memoryUsage().rss - before, 40_000_000)
    })

  test('compression twice, unknown or broken is refused', async ({ assert }) => {
    const plugin = await granted()
    for (const encoding of ['gzip, gzip', 'zstd', 'gzip']) {
      handler = (_request, response) => {
        response.setHeader('content-encoding', encoding)
        response.end('not packed at all')
      }
      assert.equal(codeOf(await plugin.ask(get(`https://api.test:${port}/`))), 'answer_invalid')
    }
  })

  test('an answer without end, and one that is declared too large, are cut off', async ({
    assert,
  }) => {
    const plugin = await granted()
    let sent = 0
    handler = (_request, response) => {
      const more = () => {
        while (!response.destroyed && sent < 50_000_000) {
          sent += 65_536
          if (!response.write(Buffer.alloc(65_536))) return response.once('drain', more)
        }
        return undefined
      }
      more()
    }
    assert.equal(codeOf(await plugin.ask(get(`https://api.test:${port}/`))), 'too_large')
    assert.isBelow(sent, 20_000_000)
    handler = (_request, response) => {
      response.setHeader('content-length', '2000000')
      response.flushHeaders()
    }
    assert.equal(codeOf(await plugin.ask(get(`https://api.test:${port}/`))), 'too_large')
  })

  test('headers without end are cut off', async ({ assert }) => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => {})
      socket.write('HTTP/1.1 200 OK\r\n')
      const more = setInterval(() => socket.write(`x-a: ${'b'.repeat(1000)}\r\n`), 1)
      socket.on('close', () => clearInterval(more))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const own = (server.address() as AddressInfo).port
    const plugin = await bench.plugin([`net:connect@127.0.0.1:${own}`])
    assert.equal(codeOf(await plugin.ask(get(`http://127.0.0.1:${own}/`))), 'too_large')
    server.close()
  })

  test('a server that is not HTTP at all is told as such', async ({ assert }) => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => {})
      socket.end('SSH-2.0-OpenSSH_9\r\n')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const own = (server.address() as AddressInfo).port
    const plugin = await bench.plugin([`net:connect@127.0.0.1:${own}`])
    assert.equal(codeOf(await plugin.ask(get(`http://127.0.0.1:${own}/`))), 'answer_invalid')
    server.close()
  })

  test('a server that sends a byte a second is left after ten seconds', async ({ assert }) => {
    handler = (_request, response) => {
      const more = setInterval(() => response.write('x'), 500)
      response.on('close', () => clearInterval(more))
    }
    const plugin = await granted()
    const began = Date.now()
    assert.equal(codeOf(await plugin.ask(get(`https://api.test:${port}/`))), 'timed_out')
    assert.approximately(Date.now() - began, 10_000, 1500)
    await sleep(50)
    assert.equal(sockets.size, 0, 'the connection is gone')
  }).timeout(20_000)

  test('header {$self} may not be set')
    .with([
      'Host',
      'cookie',
      'Connection',
      'Transfer-Encoding',
      'Content-Length',
      'X-Forwarded-For',
      'X-HTTP-Method-Override',
      'proxy-authorization',
      'Upgrade',
      '__proto__',
      'a b',
      'Expect',
    ])
    .run(async ({ assert }, name) => {
      const plugin = await granted()
      const headers = JSON.parse(`{${JSON.stringify(name)}:"x"}`) as object
      const answer = await plugin.ask({ ...get(`https://api.test:${port}/`), headers })
      assert.equal(codeOf(answer), 'invalid')
      assert.lengthOf(requests, 0)
    })

  test('a header cannot begin a second request', async ({ assert }) => {
    const plugin = await granted()
    for (const value of ['a\r\nX-Other: 1', 'a\nb', 'a\u0000', 'snow\u2603']) {
      const headers = { 'x-own': value }
      assert.equal(
        codeOf(await plugin.ask({ ...get(`https://api.test:${port}/`), headers })),
        'invalid'
      )
    }
    assert.lengthOf(requests, 0)
  })

  test('four requests run at a time, the others wait', async ({ assert }) => {
    let open = 0
    let most = 0
    handler = (_request, response) => {
      most = Math.max(most, ++open)
      setTimeout(() => {
        open -= 1
        response.end('x')
      }, 50)
    }
    const plugin = await granted()
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => plugin.ask(get(`https://api.test:${port}/`)))
    )
    assert.isTrue(answers.every(({ ok }) => ok === true))
    assert.equal(most, 4)
  })

  test('too many requests are refused, and refused slowly', async ({ assert }) => {
    const plugin = await granted()
    const began = Date.now()
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => plugin.ask(get(`https://api.test:${port}/`)))
    )
    const refused = answers.filter((answer) => codeOf(answer) === 'rate_limited')
    assert.isAtLeast(refused.length, 15)
    assert.isAtLeast(Date.now() - began, 200)
    assert.isAtMost((await plugin.audit()).length, 2)
  })

  test('a request ends with its plugin', async ({ assert }) => {
    handler = () => {}
    const plugin = await granted()
    await plugin.perform({ ...get(`https://api.test:${port}/`), request: 1 })
    while (requests.length === 0) await sleep(5)
    bench.gateway.close(plugin.identity)
    await sleep(100)
    assert.equal(sockets.size, 0)
    assert.deepEqual(plugin.events, [])
  })
})
