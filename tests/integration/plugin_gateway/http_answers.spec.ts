import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { test } from '@japa/runner'
import { httpGet, HttpWeb, type Answer } from './http_web.js'
import { codeOf } from './open_gateway.js'

test.group('HTTP of plugins: what is said', (group) => {
  const web = new HttpWeb()
  group.setup(async () => {
    await web.open()
    return () => web.close()
  })
  group.each.setup(() => web.reset())

  test('takes compression off: {$self}')
    .with(['gzip', 'deflate', 'br'])
    .run(async ({ assert }, encoding) => {
      const pack = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync }[encoding]!
      web.handler = (_request, response) => {
        response.setHeader('content-encoding', encoding)
        response.end(pack('x'.repeat(200_000)))
      }
      const plugin = await web.granted()
      const answer = await plugin.ask(httpGet(`https://api.test:${web.port}/`))
      assert.equal((answer.value as Answer).body.length, 200_000)
    })

  test('a bomb in {$self} is cut off')
    .with(['gzip', 'deflate', 'br'])
    .run(async ({ assert }, encoding) => {
      const pack = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync }[encoding]!
      const bomb = pack(Buffer.alloc(64_000_000))
      web.handler = (_request, response) => {
        response.setHeader('content-encoding', encoding)
        response.end(bomb)
      }
      const plugin = await web.granted()
      const before = process.memoryUsage().rss
      assert.equal(codeOf(await plugin.ask(httpGet(`https://api.test:${web.port}/`))), 'too_large')
      assert.isBelow(process.memoryUsage().rss - before, 40_000_000)
    })

  test('compression twice, unknown or broken is refused', async ({ assert }) => {
    const plugin = await web.granted()
    for (const encoding of ['gzip, gzip', 'zstd', 'gzip']) {
      web.handler = (_request, response) => {
        response.setHeader('content-encoding', encoding)
        response.end('not packed at all')
      }
      assert.equal(
        codeOf(await plugin.ask(httpGet(`https://api.test:${web.port}/`))),
        'answer_invalid'
      )
    }
  })

  test('an answer without end, and one that is declared too large, are cut off', async ({
    assert,
  }) => {
    const plugin = await web.granted()
    let sent = 0
    web.handler = (_request, response) => {
      const more = () => {
        while (!response.destroyed && sent < 50_000_000) {
          sent += 65_536
          if (!response.write(Buffer.alloc(65_536))) return response.once('drain', more)
        }
        return undefined
      }
      more()
    }
    assert.equal(codeOf(await plugin.ask(httpGet(`https://api.test:${web.port}/`))), 'too_large')
    assert.isBelow(sent, 20_000_000)
    web.handler = (_request, response) => {
      response.setHeader('content-length', '2000000')
      response.flushHeaders()
    }
    assert.equal(codeOf(await plugin.ask(httpGet(`https://api.test:${web.port}/`))), 'too_large')
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
    const plugin = await web.bench.plugin([`net:connect@127.0.0.1:${own}`])
    assert.equal(codeOf(await plugin.ask(httpGet(`http://127.0.0.1:${own}/`))), 'too_large')
    server.close()
  })

  test('a server that is not HTTP at all is told as such', async ({ assert }) => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => {})
      socket.end('SSH-2.0-OpenSSH_9\r\n')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const own = (server.address() as AddressInfo).port
    const plugin = await web.bench.plugin([`net:connect@127.0.0.1:${own}`])
    assert.equal(codeOf(await plugin.ask(httpGet(`http://127.0.0.1:${own}/`))), 'answer_invalid')
    server.close()
  })

  test('a server that sends a byte a second is left after ten seconds', async ({ assert }) => {
    web.handler = (_request, response) => {
      const more = setInterval(() => response.write('x'), 500)
      response.on('close', () => clearInterval(more))
    }
    const plugin = await web.granted()
    const began = Date.now()
    assert.equal(codeOf(await plugin.ask(httpGet(`https://api.test:${web.port}/`))), 'timed_out')
    assert.approximately(Date.now() - began, 10_000, 1500)
    await sleep(50)
    assert.equal(web.sockets.size, 0, 'the connection is gone')
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
      const plugin = await web.granted()
      const headers = JSON.parse(`{${JSON.stringify(name)}:"x"}`) as object
      const answer = await plugin.ask({ ...httpGet(`https://api.test:${web.port}/`), headers })
      assert.equal(codeOf(answer), 'invalid')
      assert.lengthOf(web.requests, 0)
    })

  test('a header cannot begin a second request', async ({ assert }) => {
    const plugin = await web.granted()
    for (const value of ['a\r\nX-Other: 1', 'a\nb', 'a\u0000', 'snow\u2603']) {
      const headers = { 'x-own': value }
      assert.equal(
        codeOf(await plugin.ask({ ...httpGet(`https://api.test:${web.port}/`), headers })),
        'invalid'
      )
    }
    assert.lengthOf(web.requests, 0)
  })

  test('four requests run at a time, the others wait', async ({ assert }) => {
    let open = 0
    let most = 0
    web.handler = (_request, response) => {
      most = Math.max(most, ++open)
      setTimeout(() => {
        open -= 1
        response.end('x')
      }, 50)
    }
    const plugin = await web.granted()
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => plugin.ask(httpGet(`https://api.test:${web.port}/`)))
    )
    assert.isTrue(answers.every(({ ok }) => ok === true))
    assert.equal(most, 4)
  })

  test('too many requests are refused, and refused slowly', async ({ assert }) => {
    const plugin = await web.granted()
    const began = Date.now()
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => plugin.ask(httpGet(`https://api.test:${web.port}/`)))
    )
    const refused = answers.filter((answer) => codeOf(answer) === 'rate_limited')
    assert.isAtLeast(refused.length, 15)
    assert.isAtLeast(Date.now() - began, 200)
    assert.isAtMost((await plugin.audit()).length, 2)
  })

  test('a request ends with its plugin', async ({ assert }) => {
    web.handler = () => {}
    const plugin = await web.granted()
    await plugin.perform({ ...httpGet(`https://api.test:${web.port}/`), request: 1 })
    while (web.requests.length === 0) await sleep(5)
    web.bench.gateway.close(plugin.identity)
    await sleep(100)
    assert.equal(web.sockets.size, 0)
    assert.deepEqual(plugin.events, [])
  })
})
