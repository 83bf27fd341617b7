import { createServer, type AddressInfo } from 'node:net'
import { createServer as createHttpServer } from 'node:http'
import { test } from '@japa/runner'
import { GuardedNetwork } from '#adapters/plugin_network/guarded_network.js'
import { resolveBySystem } from '#adapters/plugin_network/resolve_name.js'
import type { OutgoingRequest } from '#ports/plugin_network.js'

const request = (over: Partial<OutgoingRequest>): OutgoingRequest => ({
  place: { host: 'localhost', port: 80, secure: false, allowsPrivate: true },
  method: 'GET',
  path: '/',
  headers: {},
  body: null,
  timeoutMs: 3000,
  answerBytesMax: 1000,
  signal: new AbortController().signal,
  ...over,
})

test.group('the network as this machine has it', () => {
  test('localhost is this machine, whatever name servers say', async ({ assert }) => {
    assert.deepEqual(await resolveBySystem('localhost'), ['127.0.0.1', '::1'])
    const server = createHttpServer((_request, response) => response.end('here'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const place = { host: 'localhost', port, secure: false, allowsPrivate: true }
    const answer = await new GuardedNetwork().request(request({ place }))
    server.close()
    assert.isTrue(answer.ok)
    if (answer.ok) assert.equal(Buffer.from(answer.value.body).toString(), 'here')
  })

  test('a name that nobody has is not found', async ({ assert }) => {
    await assert.rejects(() => resolveBySystem('nobody.has.this.invalid'))
  })

  test('a name server that never answers costs no more than the time that was given', async ({
    assert,
  }) => {
    const network = new GuardedNetwork({ resolveName: () => new Promise(() => {}) })
    const place = { host: 'slow.test', port: 443, secure: true, allowsPrivate: false }
    const began = Date.now()
    const answer = await network.request(request({ place, timeoutMs: 200 }))
    assert.isFalse(answer.ok)
    if (!answer.ok) assert.equal(answer.failure.code, 'timed_out')
    assert.isBelow(Date.now() - began, 1500)
  })

  test('a protocol switch is no answer', async ({ assert }) => {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const place = { host: '127.0.0.1', port, secure: false, allowsPrivate: true }
    const answer = await new GuardedNetwork().request(request({ place }))
    server.close()
    assert.isFalse(answer.ok)
  })

  test('a server that sends information for ever is left', async ({ assert }) => {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      const more = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'), 5)
      socket.on('close', () => clearInterval(more))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const place = { host: '127.0.0.1', port, secure: false, allowsPrivate: true }
    const answer = await new GuardedNetwork().request(request({ place, timeoutMs: 300 }))
    server.close()
    assert.isFalse(answer.ok)
    if (!answer.ok) assert.equal(answer.failure.code, 'timed_out')
  })
})
