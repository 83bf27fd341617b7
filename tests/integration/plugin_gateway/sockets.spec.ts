import { createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import type { PluginEvent } from '#engine/plugin_gateway/running_plugin.js'
import { GatewayBench, type TestPlugin } from './open_gateway.js'

const text = (bytes: string) => Buffer.from(bytes).toString('base64')

test.group('TCP connections of brokers', (group) => {
  const bench = new GatewayBench()
  const open = new Set<Socket>()
  let port: number
  let onConnection: (socket: Socket) => void
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => {})
    onConnection(socket)
  })
  group.setup(async () => {
    await bench.open()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
    return async () => {
      for (const socket of open) socket.destroy()
      server.close()
      await bench.close()
    }
  })
  group.each.setup(() => {
    onConnection = (socket) => socket.pipe(socket)
    return () => open.forEach((socket) => socket.destroy())
  })
  const granted = () => bench.plugin([`net:connect@127.0.0.1:${port}`])
  const opening = (over = {}) => ({
    type: 'socket.open',
    connection: 'a',
    host: '127.0.0.1',
    port,
    ...over,
  })
  const kind = (wanted: string) => (event: PluginEvent) => event.kind === wanted
  const received = (plugin: TestPlugin) =>
    Buffer.concat(
      plugin.events.filter(kind('data')).map(({ data }) => Buffer.from(data as string, 'base64'))
    )

  test('carries bytes both ways and says when it is closed', async ({ assert }) => {
    const plugin = await granted()
    await plugin.perform(opening())
    await plugin.hears(kind('opened'))
    await plugin.perform({ type: 'socket.write', connection: 'a', data: text('ping') })
    const data = await plugin.hears(kind('data'))
    assert.deepInclude(data, { type: 'socket', connection: 'a', data: text('ping') })
    for (const socket of open) socket.end()
    await plugin.hears(kind('closed'))
    const { refused } = await plugin.perform({
      type: 'socket.write',
      connection: 'a',
      data: text('x'),
    })
    assert.equal(refused[0]?.code, 'not_open')
  })

  test('is refused to {$self}')
    .with([
      { host: '127.0.0.2' },
      { host: 'localhost' },
      { port: 1 },
      { host: '::1' },
      { host: '127.0.0.1.evil.test' },
      { host: 'evil.test#127.0.0.1' },
      { host: '127.0.0.1@evil.test' },
      { host: '169.254.169.254' },
      { host: '' },
      { port: 0 },
      { port: 70_000 },
      { port: '11111' },
      { host: ['127.0.0.1'] },
    ])
    .run(async ({ assert }, over) => {
      const plugin = await granted()
      const { refused, taken } = await plugin.perform(opening(over))
      assert.equal(taken, 0)
      assert.include(['not_granted', 'invalid'], refused[0]!.code)
      assert.equal(open.size, 0)
      assert.lengthOf(await plugin.audit(), 1)
      await plugin.hears(kind('closed'))
    })

  test('a grant of methods or of a wildcard is none of a connection', async ({ assert }) => {
    const plugin = await bench.plugin([
      `net:connect@127.0.0.1:${port}#GET`,
      `net:connect@*.a.test:${port}`,
    ])
    const { refused } = await plugin.perform(
      opening(),
      opening({ connection: 'b', host: 'x.a.test' })
    )
    assert.deepEqual(
      refused.map(({ code }) => code),
      ['not_granted', 'not_granted']
    )
  })

  test('agents have none', async ({ assert }) => {
    const plugin = await bench.plugin([`net:connect@127.0.0.1:${port}`], { kind: 'agent' })
    assert.equal((await plugin.perform(opening())).refused[0]?.code, 'not_granted')
  })

  test('a closed port is told as closed', async ({ assert }) => {
    const plugin = await bench.plugin(['net:connect@127.0.0.1:1'])
    await plugin.perform(opening({ port: 1 }))
    const closed = await plugin.hears(kind('closed'))
    assert.deepInclude(closed, {
      error: { code: 'unreachable', message: '127.0.0.1:1 could not be reached' },
    })
  })

  test('four at a time, each name once', async ({ assert }) => {
    const plugin = await granted()
    const effects = ['a', 'b', 'c', 'd', 'a', 'e'].map((connection) => opening({ connection }))
    const { refused } = await plugin.perform(...effects)
    assert.deepEqual(
      refused.map(({ code }) => code),
      ['in_use', 'too_many']
    )
    bench.gateway.close(plugin.identity)
  })

  test('a server that pushes is held back while the plugin has not taken what it sent', async ({
    assert,
  }) => {
    let sent = 0
    onConnection = (socket) => {
      const more = () => {
        while (!socket.destroyed && sent < 200_000_000) {
          sent += 65_536
          if (!socket.write(Buffer.alloc(65_536))) return socket.once('drain', more)
        }
        return undefined
      }
      more()
    }
    const plugin = await granted()
    const { promise, resolve } = Promise.withResolvers<void>()
    const events: PluginEvent[] = []
    await bench.gateway.perform(plugin.identity, [opening()], (event) => {
      events.push(event)
      return event.kind === 'data' ? promise : undefined
    })
    await sleep(400)
    assert.lengthOf(events.filter(kind('data')), 1)
    assert.isBelow(sent, 20_000_000)
    assert.isAtMost((events.find(kind('data'))!.data as string).length, 65_536)
    resolve()
    bench.gateway.close(plugin.identity)
  })

  test('a server that does not read ends the connection, with the reason', async ({ assert }) => {
    onConnection = (socket) => socket.pause()
    const plugin = await granted()
    await plugin.perform(opening())
    await plugin.hears(kind('opened'))
    const data = Buffer.alloc(131_072).toString('base64')
    for (let sent = 0; sent < 60 && !plugin.events.some(kind('closed')); sent++) {
      await plugin.perform({ type: 'socket.write', connection: 'a', data })
      await sleep(25)
    }
    const closed = await plugin.hears(kind('closed'))
    assert.equal((closed.error as { code: string }).code, 'busy')
  })

  test('large data arrives whole, in pieces', async ({ assert }) => {
    onConnection = (socket) => socket.end(Buffer.alloc(500_000, 'z'))
    const plugin = await granted()
    await plugin.perform(opening())
    await plugin.hears(kind('closed'))
    assert.equal(received(plugin).toString(), 'z'.repeat(500_000))
    assert.equal(plugin.events[0]!.kind, 'opened')
  })

  test('ends when its grant is taken back', async ({ assert }) => {
    const plugin = await granted()
    await plugin.perform(opening())
    await plugin.hears(kind('opened'))
    await bench.revoke(plugin)
    const { refused } = await plugin.perform(opening({ connection: 'b' }))
    assert.equal(refused[0]?.code, 'not_granted', 'the next effect is judged without it')
    await plugin.hears((event) => event.kind === 'closed' && event.connection === 'a', 3000)
    await sleep(20)
    assert.equal(open.size, 0)
  })

  test('ends with its plugin, silently', async ({ assert }) => {
    const plugin = await granted()
    await plugin.perform(opening())
    await plugin.hears(kind('opened'))
    bench.gateway.close(plugin.identity)
    await sleep(50)
    assert.equal(open.size, 0)
    assert.isFalse(plugin.events.some(kind('closed')))
  })
})
