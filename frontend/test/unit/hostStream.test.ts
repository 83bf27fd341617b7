import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { HostStream, type StreamParts } from '../../app/utils/hostStream'

interface Line {
  uid: string
  say(channel: string, payload: object): void
  end(): void
  fail(): void
  isCut: boolean
}

const uids = () => {
  let n = 0
  return () => `uid-${++n}`
}
/** A host whose lines and answers the test holds in its hand. */
function host() {
  const lines: Line[] = []
  const asked: Parameters<StreamParts['subscribe']>[0][] = []
  const left: Parameters<StreamParts['unsubscribe']>[0][] = []
  const refusals: { channel: string; status: number }[] = []
  let place = { epoch: 'one', seq: 0, refetch: true }
  let refused = 0
  const parts: StreamParts = {
    open: (uid, heard, signal) =>
      new Promise<void>((resolve, reject) => {
        const line: Line = {
          uid,
          say: (channel, payload) => heard(JSON.stringify({ channel, payload })),
          end: resolve,
          fail: () => reject(new Error('broken')),
          isCut: false,
        }
        signal.addEventListener('abort', () => (line.isCut = true))
        lines.push(line)
      }),
    subscribe: (wish) => {
      asked.push(wish)
      const { epoch, ...rest } = place
      const isRefused = (name: string) => refusals.some(({ channel }) => channel === name)
      const granted = wish.channels.filter(({ name }) => !isRefused(name))
      const places = granted.map(({ name }) => ({ channel: name, ...rest }))
      return Promise.resolve({ epoch, places, refusals })
    },
    unsubscribe: (wish) => {
      left.push(wish)
      return Promise.resolve()
    },
    newUid: uids(),
    now: Date.now,
    random: () => 1,
    refused: () => {
      refused++
      return Promise.resolve()
    },
  }
  const stream = new HostStream(parts)
  return {
    stream,
    lines,
    asked,
    left,
    refusals,
    get refused() {
      return refused
    },
    placed: (wish: typeof place) => (place = wish),
    hello: (epoch = 'one') => lines.at(-1)!.say('$$transmit/hello', { epoch, pingMs: 5_000 }),
  }
}
function ear() {
  const heard: number[] = []
  let missed = 0
  return {
    heard,
    get missed() {
      return missed
    },
    told: ({ seq }: { seq?: number }) => void heard.push(seq!),
    missed_: () => void missed++,
  }
}
const listening = (one: ReturnType<typeof ear>) => ({ told: one.told, missed: one.missed_ })
const settle = () => vi.advanceTimersByTimeAsync(0)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('subscribes after the greeting, hands over in order, leaves out what it has and notices a gap', async () => {
  const at = host()
  const one = ear()
  at.stream.on('orders', listening(one))
  at.stream.start()
  expect(at.asked).toEqual([])
  at.hello()
  await settle()
  expect(at.asked).toEqual([{ uid: 'uid-1', channels: [{ name: 'orders' }] }])
  expect(one.missed).toBe(1)
  expect(at.stream.covers('orders')).toBe(true)
  const [line] = at.lines
  for (const seq of [1, 2, 2, 3]) line!.say('orders', { seq, items: [] })
  expect(one.heard).toEqual([1, 2, 3])
  line!.say('orders', { seq: 5, items: [] })
  expect(one.missed).toBe(2)
  line!.say('orders', { seq: 6, refetch: true })
  expect([one.missed, one.heard.length]).toEqual([3, 3])
  at.stream.stop()
  expect(line!.isCut).toBe(true)
})

it('says at the next line what it has, so that nothing is fetched where nothing was missed', async () => {
  const at = host()
  const one = ear()
  at.stream.on('orders', listening(one))
  at.stream.start()
  at.hello()
  await settle()
  at.lines[0]!.say('orders', { seq: 1, items: [] })
  at.placed({ epoch: 'one', seq: 1, refetch: false })
  at.lines[0]!.fail()
  await settle()
  expect(at.stream.state).toBe('away')
  expect(at.stream.covers('orders')).toBe(false)
  await vi.advanceTimersByTimeAsync(500)
  at.hello()
  await settle()
  expect(at.asked.at(-1)).toEqual({
    uid: 'uid-2',
    channels: [{ name: 'orders', epoch: 'one', seq: 1 }],
  })
  expect(one.missed).toBe(1)
  // Another life of the host: its numbers begin anew.
  at.placed({ epoch: 'two', seq: 0, refetch: true })
  at.lines[1]!.end()
  await vi.advanceTimersByTimeAsync(1_100)
  at.hello('two')
  await settle()
  expect(one.missed).toBe(2)
  at.lines[2]!.say('orders', { seq: 1, items: [] })
  expect(one.heard).toEqual([1, 1])
  at.stream.stop()
})

it('waits twice as long each time, up to half a minute, and not at all when the machine wakes up', async () => {
  const at = host()
  at.stream.start()
  const waits: number[] = []
  for (let n = 0; n < 9; n++) {
    const count = at.lines.length
    const since = Date.now()
    at.lines.at(-1)!.fail()
    while (at.lines.length === count) await vi.advanceTimersByTimeAsync(50)
    waits.push(Date.now() - since)
  }
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
  at.lines.at(-1)!.fail()
  await settle()
  const count = at.lines.length
  at.stream.kick()
  expect(at.lines.length).toBe(count + 1)
  at.stream.kick()
  expect(at.lines.length).toBe(count + 1)
  at.stream.stop()
})

it('holds an open line that is mute for a broken one', async () => {
  const at = host()
  at.stream.start()
  at.hello()
  for (let n = 0; n < 6; n++) {
    await vi.advanceTimersByTimeAsync(5_000)
    at.lines[0]!.say('$$transmit/ping', {})
  }
  expect(at.lines.length).toBe(1)
  await vi.advanceTimersByTimeAsync(12_000)
  expect(at.lines[0]!.isCut).toBe(true)
  expect(at.lines.length).toBe(2)
  // One that does not even greet is given up as well.
  await vi.advanceTimersByTimeAsync(14_000)
  expect(at.lines.length).toBe(3)
  at.stream.stop()
})

it('comes back at once after a renewed login, asking who is logged in', async () => {
  const at = host()
  at.stream.start()
  at.hello()
  at.lines[0]!.say('$$transmit/bye', { reason: 'the login has ended' })
  await settle()
  expect(at.refused).toBe(1)
  expect(at.lines.length).toBe(2)
  at.hello()
  at.lines[1]!.say('$$transmit/bye', { reason: 'the server stops' })
  expect(at.lines.length).toBe(2)
  await vi.advanceTimersByTimeAsync(600)
  expect(at.lines.length).toBe(3)
  at.stream.stop()
})

it('hears a channel once for many, and no more when the last one goes', async () => {
  const at = host()
  at.stream.start()
  at.hello()
  const [one, two] = [ear(), ear()]
  const ends = [at.stream.on('quotes', listening(one)), at.stream.on('quotes', listening(two))]
  await settle()
  expect(at.asked.length).toBe(1)
  at.lines[0]!.say('quotes', { seq: 1 })
  ends[0]!()
  at.lines[0]!.say('quotes', { seq: 2 })
  ends[1]!()
  at.lines[0]!.say('quotes', { seq: 3 })
  expect([one.heard, two.heard]).toEqual([[1], [1, 2]])
  expect(at.stream.covers('quotes')).toBe(false)
  at.stream.stop()
})

it('asks for all channels of a turn in one call, and one refusal is no word about the others', async () => {
  const at = host()
  at.refusals.push({ channel: 'settings', status: 403 }, { channel: 'late', status: 404 })
  at.stream.start()
  at.hello()
  const names = ['engine', 'settings', 'late', 'alerts']
  const ends = names.map((name) => at.stream.on(name, listening(ear())))
  await settle()
  const namesOf = (n: number) => at.asked[n]?.channels.map(({ name }) => name)
  expect([at.asked.length, namesOf(0)]).toEqual([1, names])
  expect(names.map((name) => at.stream.covers(name))).toEqual([true, false, false, true])
  // What may be there later is asked for again; a right that is missing is not.
  at.refusals.length = 0
  await vi.advanceTimersByTimeAsync(2_100)
  expect([at.asked.length, namesOf(1)]).toEqual([2, ['late']])
  expect(at.stream.covers('late')).toBe(true)
  // A page goes and another one comes: what both hear is not given up.
  for (const end of ends) end()
  at.stream.on('engine', listening(ear()))
  await settle()
  expect(at.left).toEqual([{ uid: 'uid-1', channels: ['settings', 'late', 'alerts'] }])
  expect([at.asked.length, namesOf(2)]).toEqual([3, ['engine']])
  expect(at.stream.covers('engine')).toBe(true)
  at.stream.stop()
})

it('says what changed meanwhile only when the last call is answered, so that none overtakes', async () => {
  const at = host()
  at.stream.start()
  at.hello()
  const end = at.stream.on('quotes', listening(ear()))
  await Promise.resolve()
  end()
  at.stream.on('quotes', listening(ear()))
  await settle()
  expect(at.left).toEqual([])
  expect(at.asked.map(({ channels }) => channels.length)).toEqual([1, 1])
  expect(at.stream.covers('quotes')).toBe(true)
  at.stream.stop()
})
