import { test } from '@japa/runner'
import { VirtualClock } from '#adapters/clock/virtual_clock.js'
import { personCalling } from '#engine/identity/caller.js'
import { channelOf } from '#engine/streams/channels.js'
import { STREAM_BOUNDS, StreamHub } from '#engine/streams/stream_hub.js'

const START_MS = Date.UTC(2026, 0, 5)
const USER = {
  id: 'usr_0123456789abcdef',
  name: 'Olga',
  role: 'viewer',
  isEnabled: true,
  hasTotp: false,
  generation: 1,
  createdAtMs: 0,
  lastLoginMs: null,
} as const
const LOGIN = { caller: personCalling(USER, '127.0.0.1', 0), sessionId: 'one' }
const CLIENTS = 500

test.group('streams to many clients', () => {
  test('a message goes to some in a turn; everybody hears all of them in their order', ({
    assert,
  }) => {
    const { hub, told, turn } = crowd()
    for (let n = 0; n < 3; n++) hub.publish('quotes', { n })
    hub.publish('engine', { n: 3 })
    assert.isAtMost(told.filter((texts) => texts.length > 0).length, 50)
    for (let n = 0; n < 100; n++) turn()
    for (const texts of told) {
      assert.deepEqual(texts, ['quotes 1', 'quotes 2', 'quotes 3', 'engine 1'])
    }
    // Those who are few hear at once when nothing waits.
    hub.publish('alerts', {})
    assert.equal(told[0]!.at(-1), 'alerts 1')
  })

  test('what waits is bounded, and who has left hears no more', ({ assert }) => {
    const { hub, told, turn } = crowd()
    hub.publish('quotes', {})
    hub.leave('client-number-0499')
    for (let n = 0; n < 200; n++) {
      hub.publish('quotes', {})
      if (n % 20 === 0) turn()
    }
    turn()
    // 400 parts are less than 41 messages to all.
    assert.isAtLeast(Math.min(...told.slice(0, -1).map(({ length }) => length)), 201 - 41)
    assert.lengthOf(told.at(-1)!, 0)
  })
})

/** A hub with clients that note the channel and number of what they hear; the first of them hears alerts too. */
function crowd() {
  const clock = new VirtualClock(START_MS)
  const ports = { clock, epoch: '0', info: () => {}, warn: () => {} }
  const hub = new StreamHub(ports, { ...STREAM_BOUNDS, clientsOfLogin: CLIENTS })
  const told = Array.from({ length: CLIENTS }, (_, n) => {
    const texts: string[] = []
    const send = (text: string) => {
      const { channel, payload } = JSON.parse(text) as {
        channel: string
        payload: { seq: number }
      }
      if (!channel.startsWith('$$')) texts.push(`${channel} ${payload.seq}`)
    }
    const uid = `client-number-${String(n).padStart(4, '0')}`
    hub.open(uid, LOGIN, { waiting: 0, send, end() {}, cut() {} })
    for (const name of n === 0 ? ['quotes', 'engine', 'alerts'] : ['quotes', 'engine']) {
      hub.subscribe(uid, LOGIN, channelOf(name)!)
    }
    return texts
  })
  return { hub, told, turn: () => clock.advanceTo(clock.nowMs() + 1) }
}
