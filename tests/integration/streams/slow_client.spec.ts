import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { systemClock } from '#adapters/clock/system_clock.js'
import { openTransmitLine } from '#adapters/stream/transmit_line.js'
import { personCalling } from '#engine/identity/caller.js'
import { channelOf } from '#engine/streams/channels.js'
import { STREAM_BOUNDS, StreamHub } from '#engine/streams/stream_hub.js'
import type { User } from '#ports/identity.js'
import { openTransmit } from '#tests/support/open_transmit.js'

const USER: User = {
  id: 'usr_0123456789abcdef',
  name: 'Olga',
  role: 'owner',
  isEnabled: true,
  hasTotp: false,
  generation: 1,
  createdAtMs: 0,
  lastLoginMs: null,
}
const LOGIN = { caller: personCalling(USER, '127.0.0.1', 0), sessionId: 'one' }
const CHANNEL = channelOf('quotes')!
const BODY = { items: [{ text: 'x'.repeat(2_000) }] }

test.group('clients that do not read', (group) => {
  group.tap((one) => one.timeout(60_000))

  test('one is cut off within its bound while the other hears everything', async ({
    assert,
    cleanup,
  }) => {
    const { hub, address, told, transmit } = await served(cleanup)
    const slow = await listener(address, 'slow-slow-slow-slow', cleanup)
    const quick = await listener(address, 'quick-quick-quick', cleanup)
    for (const uid of ['slow-slow-slow-slow', 'quick-quick-quick']) {
      assert.isTrue(hub.subscribe(uid, LOGIN, CHANNEL).ok)
    }
    slow.pause()
    let heard = ''
    quick.on('data', (chunk) => (heard += String(chunk)))
    let most = 0
    let sent = 0
    while (hub.clients.length === 2 && sent < 20_000) {
      hub.publish('quotes', BODY)
      sent++
      most = Math.max(most, ...hub.clients.map(({ line }) => line.waiting))
      if (sent % 50 === 0) await sleep(1)
    }
    assert.equal(hub.clients.length, 1)
    assert.equal(hub.clients[0]!.uid, 'quick-quick-quick')
    assert.isAtMost(most, STREAM_BOUNDS.waiting + 3_000)
    assert.match(told.join(), /was cut off/)
    hub.publish('quotes', BODY)
    const last = `"seq":${sent + 1},`
    for (let n = 0; n < 500 && !heard.includes(last); n++) await sleep(10)
    const seqs = [...heard.matchAll(/"seq":(\d+),/g)].map(([, seq]) => Number(seq))
    assert.deepEqual(
      seqs,
      Array.from({ length: sent + 1 }, (_, at) => at + 1)
    )
    // What is cut off is forgotten by the framework as well.
    assert.equal([...transmit.getManager().getAllSubscribers()].length, 1)
  })

  test('too many streams of one login are refused', async ({ assert, cleanup }) => {
    const { hub, address } = await served(cleanup)
    for (let n = 0; n < STREAM_BOUNDS.clientsOfLogin; n++) {
      await listener(address, `a-stream-of-many-${n}`, cleanup)
    }
    assert.match(hub.fault('one-stream-too-many', LOGIN)!, /too many/)
    assert.isNull(hub.fault('one-stream-too-many', { ...LOGIN, sessionId: 'other' }))
    // One that broke and comes again takes its own place.
    assert.isNull(hub.fault('a-stream-of-many-3', LOGIN))
  })
})

type Cleanup = (undo: () => void) => void

/** A server that answers every request with a stream, as the real one does behind its rules. */
async function served(cleanup: Cleanup) {
  const told: string[] = []
  const hub = new StreamHub({
    clock: systemClock,
    epoch: '0'.repeat(16),
    info: (text) => told.push(text),
    warn: (text) => told.push(text),
  })
  const transmit = await openTransmit()
  const server = createServer((request, response: ServerResponse) => {
    const uid = request.url!.slice(1)
    const wish = { uid, context: null, request, response, headers: {} }
    const line = openTransmitLine(transmit, wish, (ended) => hub.leave(uid, ended))
    hub.open(uid, LOGIN, line)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanup(() => {
    hub.close()
    server.closeAllConnections()
    server.close()
  })
  return { hub, told, transmit, address: server.address() as AddressInfo }
}

async function listener({ port }: AddressInfo, uid: string, cleanup: Cleanup): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  cleanup(() => void socket.destroy())
  socket.on('error', () => {})
  socket.write(`GET /${uid} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
  await once(socket, 'data')
  return socket
}
