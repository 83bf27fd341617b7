import { setImmediate as turn } from 'node:timers/promises'
import { test } from '@japa/runner'
import { VirtualClock } from '#adapters/clock/virtual_clock.js'
import { personCalling } from '#engine/identity/caller.js'
import { channelOf } from '#engine/streams/channels.js'
import { followRows } from '#engine/streams/follow_rows.js'
import { watchLogins } from '#engine/streams/login_watch.js'
import { StreamHub, type StreamBody } from '#engine/streams/stream_hub.js'
import { TradingFeed } from '#engine/streams/trading_feed.js'
import type { User } from '#ports/identity.js'
import type { AccountRow } from '#ports/trading_records.js'

const START_MS = Date.UTC(2026, 0, 5)
const USER: User = {
  id: 'usr_0123456789abcdef',
  name: 'Olga',
  role: 'viewer',
  isEnabled: true,
  hasTotp: false,
  generation: 1,
  createdAtMs: 0,
  lastLoginMs: null,
}
const LOGIN = { caller: personCalling(USER, '127.0.0.1', 0), sessionId: 'one' }
const UID = 'a-stream-of-a-test'

test.group('what streams are fed with', () => {
  test('rows that another process wrote: the client is told to fetch again', async ({ assert }) => {
    const { clock, told, listen, hub } = stage()
    listen('accounts/paper/orders')
    let lastSequence = 10
    const ports = { clock, views: VIEWS, accounts: async () => [accountAt(lastSequence)] }
    const feed = new TradingFeed(hub, ports)
    await pass(clock, 3_000)
    assert.lengthOf(told('accounts/paper/orders'), 0)
    lastSequence = 11
    await pass(clock, 1_000)
    // It may be of a group that this process has written a moment ago: the next look tells.
    assert.lengthOf(told('accounts/paper/orders'), 0)
    await pass(clock, 1_000)
    assert.deepEqual(told('accounts/paper/orders'), [{ seq: 1, refetch: true }])
    await pass(clock, 5_000)
    assert.lengthOf(told('accounts/paper/orders'), 1)
    feed.close()
  })

  test('a fault in a view is for the log, and what comes next is told', async ({ assert }) => {
    const { clock, told, listen, hub, warnings } = stage()
    listen('accounts/paper')
    let isBroken = true
    const account = (row: AccountRow) => {
      if (isBroken) throw new TypeError('a row that nobody thought of')
      return { ...row }
    }
    let lastSequence = 1
    const accounts = async () => [accountAt(lastSequence)]
    const feed = new TradingFeed(hub, { clock, accounts, views: { ...VIEWS, account } })
    await pass(clock, 3_000)
    assert.match(warnings.join(), /a row that nobody thought of/)
    assert.isEmpty(told('accounts/paper'))
    isBroken = false
    lastSequence = 2
    await pass(clock, 3_000)
    assert.containsSubset(told('accounts/paper'), [{ seq: 1, items: [{ lastSequence: 2 }] }])
    feed.close()
  })

  test('rows are looked at while somebody hears of them, and all are told at first', async ({
    assert,
  }) => {
    const { clock, told, listen, hub } = stage()
    let looks = 0
    const rows = new Map<string, StreamBody>([['a', { id: 'a', state: 'open' }]])
    followRows(hub, clock, {
      everyMs: 100,
      matches: (channel) => channel === 'alerts',
      read: async () => {
        looks++
        return new Map(rows)
      },
      gone: async (id) => ({ id, state: 'resolved' }),
      tell: (items) => ({ items }),
    })
    await pass(clock, 1_000)
    assert.equal(looks, 0)
    listen('alerts')
    await pass(clock, 300)
    rows.set('b', { id: 'b', state: 'open' })
    await pass(clock, 100)
    rows.delete('a')
    await pass(clock, 300)
    assert.deepEqual(told('alerts'), [
      { seq: 1, items: [{ id: 'a', state: 'open' }] },
      { seq: 2, items: [{ id: 'b', state: 'open' }] },
      { seq: 3, items: [{ id: 'a', state: 'resolved' }] },
    ])
    hub.unsubscribe(UID, LOGIN, 'alerts')
    await pass(clock, 1_000)
    const before = looks
    await pass(clock, 1_000)
    assert.equal(looks, before)
  })

  test('a viewer who loses a right loses the stream; without an answer it lasts half a minute', async ({
    assert,
  }) => {
    for (const { user, ended } of [
      { user: { ...USER, generation: 2 }, ended: true },
      { user: { ...USER, isEnabled: false }, ended: true },
      { user: null, ended: true },
      { user: USER, ended: false },
    ]) {
      const { clock, hub } = stage()
      const sessions = { inForce: async () => new Set(['one']) }
      const records = { user: async () => user, token: async () => null }
      watchLogins(hub, { clock, sessions, records })
      await pass(clock, 2_000)
      assert.equal(hub.clients.length === 0, ended, JSON.stringify(user))
    }
    const { clock, hub } = stage()
    const away = () => Promise.reject(new Error('the database is away'))
    watchLogins(hub, {
      clock,
      sessions: { inForce: away },
      records: { user: away, token: away },
    })
    await pass(clock, 29_000)
    assert.lengthOf(hub.clients, 1)
    await pass(clock, 3_000)
    assert.lengthOf(hub.clients, 0)
  })
})

const VIEWS = {
  account: (row: AccountRow) => ({ ...row }),
  order: () => ({}),
  position: () => ({}),
  fill: () => ({}),
}

/** One open stream on a clock that stands still. */
function stage() {
  const clock = new VirtualClock(START_MS)
  const texts: string[] = []
  const warnings: string[] = []
  const warn = (text: string) => void warnings.push(text)
  const hub = new StreamHub({ clock, epoch: '0'.repeat(16), info: () => {}, warn })
  hub.open(UID, LOGIN, {
    waiting: 0,
    send: (text) => void texts.push(text),
    end: () => {},
    cut: () => {},
  })
  const told = (channel: string) =>
    texts
      .map((text) => JSON.parse(text) as { channel: string; payload: unknown })
      .filter((one) => one.channel === channel)
      .map(({ payload }) => payload)
  const listen = (name: string) => hub.subscribe(UID, LOGIN, channelOf(name)!)
  return { clock, hub, told, listen, warnings }
}

/** Moves the clock in steps in which what was begun comes to its end. */
async function pass(clock: VirtualClock, ms: number): Promise<void> {
  for (const end = clock.nowMs() + ms; clock.nowMs() < end;) {
    clock.advanceTo(clock.nowMs() + 100)
    await turn()
  }
}

function accountAt(lastSequence: number): AccountRow {
  return {
    name: 'paper',
    environment: 'paper',
    currency: 'USD',
    cash: '100.00',
    equity: '100.00',
    mode: 'active',
    modeReason: null,
    lastSequence,
    fencing: 1,
    updatedMs: START_MS,
  }
}
