import { test } from '@japa/runner'
import fc from 'fast-check'
import { createGuest, type LiveGuest } from '../../../plugins/sdk/src/live/live_guest.js'

/* Whatever comes in and whatever an author returns or gives: one answer that can be read, never a throw. */

const RUNS = { numRuns: 1_000 }
type Call = (...given: unknown[]) => unknown
type Calls = Readonly<Record<string, Call>>

const KINDS = ['strategy', 'risk-rule', 'agent', 'broker'] as const
type Kind = (typeof KINDS)[number]

/** A plugin of a kind whose every callback is `act`. */
function started(kind: Kind, act: () => unknown, environment = 'paper'): LiveGuest {
  const guest = createGuest()
  const names = ['onBar', 'onAccount', 'onTimer', 'onResult', 'onConnect', 'onSubmit', 'onCancel']
  const more = [
    'onReplace',
    'onQuery',
    'onSocket',
    'onFill',
    'onOrder',
    'onSlice',
    'assess',
    'state',
  ]
  const callbacks = Object.fromEntries([...names, ...more].map((name) => [name, act]))
  guest.load({ kind, manifest: { id: 'test', kind }, create: () => callbacks })
  const instruments = [{ symbol: 'US.A', currency: 'USD', multiplier: 1 }]
  const setup = {
    ...{ kind, pluginId: 'test', environment, parameters: {}, seed: 1, atMs: 0, logPerMin: 5 },
    ...{ instruments, timeframe: '1d', timeframeMs: 86_400_000 },
    account: { currency: 'USD', cash: 1_000 },
  }
  const begun = read(guest.start(JSON.stringify(setup)))
  if (begun.ok !== true) throw new Error(String(begun.message))
  return guest
}

/** An answer, its form checked as a host would. */
function read(text: string): Record<string, unknown> {
  const answer = JSON.parse(text) as Record<string, unknown>
  const isSound =
    Array.isArray(answer.effects) &&
    Array.isArray(answer.logs) &&
    Number.isInteger(answer.dropped) &&
    (answer.ok === true
      ? 'value' in answer
      : [answer.message, answer.stack, answer.where].every((one) => typeof one === 'string'))
  if (!isSound || text.length > 262_144) throw new Error(`an unsound answer: ${text.slice(0, 200)}`)
  return answer
}

const EVENTS = [
  ...[
    'bar',
    'slice',
    'position',
    'fill',
    'order',
    'denied',
    'corporate_action',
    'assess',
    'account',
  ],
  ...[
    'timer',
    'result',
    'stop',
    'state',
    'connect',
    'submit',
    'cancel',
    'replace',
    'query',
    'socket',
  ],
]

test.group('the live runtime', () => {
  test('answers any text', () => {
    const guests = KINDS.map((kind) => started(kind, () => {}))
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.nat(3), (text, which) => {
        read(guests[which]!.handle(text))
      }),
      RUNS
    )
  })

  test('answers any event of any form', () => {
    const guests = KINDS.map((kind) => started(kind, () => {}))
    const event = fc.record({
      type: fc.constantFrom(...EVENTS),
      atMs: fc.integer({ min: 0 }),
      symbol: fc.constantFrom('US.A', 'US.B', '__proto__', 7),
      order: fc.anything(),
      account: fc.anything(),
      request: fc.anything(),
      data: fc.oneof(fc.base64String(), fc.string()),
      state: fc.constantFrom('filled', 'lost', null),
    })
    fc.assert(
      fc.property(event, fc.nat(3), (given, which) => {
        const text = JSON.stringify(given, (_, value: unknown) =>
          typeof value === 'bigint' ? String(value) : value
        )
        read(guests[which]!.handle(text))
      }),
      RUNS
    )
  })

  test('makes a verdict or a failure of whatever a rule returns', ({ assert }) => {
    let returned: unknown
    const guest = started('risk-rule', () => returned)
    const order = { opening: 10 }
    const event = JSON.stringify({ type: 'assess', atMs: 1, order, account: { positions: [] } })
    const verdict = fc.record({
      decision: fc.constantFrom('approve', 'reduce', 'deny', 'Deny', null),
      quantity: fc.oneof(fc.double(), fc.anything()),
      reason: fc.oneof(fc.string({ maxLength: 500 }), fc.anything()),
    })
    fc.assert(
      fc.property(fc.oneof(verdict, fc.anything({ withNullPrototype: true })), (given) => {
        returned = given
        const answer = read(guest.handle(event))
        if (answer.ok !== true) return
        const { decision, quantity, reason } = answer.value as Record<string, unknown>
        assert.isTrue((['approve', 'reduce', 'deny'] as unknown[]).includes(decision))
        if (decision === 'reduce') {
          assert.isTrue((quantity as number) > 0 && (quantity as number) < 10)
        }
        if (decision !== 'approve') {
          assert.isTrue(String(reason).length > 0 && String(reason).length <= 200)
        }
      }),
      RUNS
    )
  })

  test('an agent may call with anything: effects are sound or there are none', ({ assert }) => {
    let given: unknown[] = []
    const calls = ['http', 'notify', 'setRiskBias', 'log'] as const
    let call: (typeof calls)[number] | 'storage' | 'timers' = 'http'
    const guest = createGuest()
    guest.load({
      kind: 'agent',
      manifest: { id: 'test', kind: 'agent' },
      create: (_: unknown, context: Record<string, Call> & { storage: Calls; timers: Calls }) => ({
        onTimer() {
          if (call === 'storage') context.storage.set?.(...given)
          else if (call === 'timers') context.timers.every?.(...given)
          else context[call]?.(...given)
        },
      }),
    })
    const setup = { kind: 'agent', pluginId: 'x', environment: 'paper', parameters: {}, seed: 1 }
    guest.start(JSON.stringify({ ...setup, atMs: 0, logPerMin: 5 }))
    const which = fc.constantFrom(...calls, 'storage' as const, 'timers' as const)
    const values = fc.array(fc.oneof(fc.string(), fc.double(), fc.anything()), { maxLength: 3 })
    fc.assert(
      fc.property(which, values, fc.nat(10_000), (name, list, atMs) => {
        call = name
        given = list
        const answer = read(guest.handle(JSON.stringify({ type: 'timer', name: 't', atMs })))
        const effects = answer.effects as Record<string, unknown>[]
        if (answer.ok !== true) assert.lengthOf(effects, 0)
        for (const effect of effects) {
          if (effect.type === 'risk_bias') {
            assert.isTrue((effect.value as number) >= 0 && (effect.value as number) <= 1)
          }
          const known: unknown[] = ['http', 'notify', 'risk_bias', 'storage.set', 'timer.set']
          assert.isTrue(known.includes(effect.type))
        }
      }),
      RUNS
    )
  })

  test('an answer stays within what one frame carries, in whatever letters', ({ assert }) => {
    const letters = fc.constantFrom('a', 'é', '€', '😀', '\u0000', '\ud800', '"')
    fc.assert(
      fc.property(letters, fc.integer({ min: 100, max: 65_000 }), (letter, length) => {
        const text = letter.repeat(Math.floor(length / letter.length))
        const guest = createGuest()
        guest.load({
          kind: 'agent',
          manifest: { id: 'test', kind: 'agent' },
          create: (_: unknown, context: { storage: Calls; log: Call }) => ({
            onTimer() {
              for (let n = 0; n < 100; n += 1) context.log(text)
              for (let n = 0; n < 60; n += 1) {
                try {
                  context.storage.set?.('key', text)
                } catch {
                  break
                }
              }
            },
          }),
        })
        const setup = {
          kind: 'agent',
          pluginId: 'x',
          environment: 'paper',
          parameters: {},
          seed: 1,
        }
        guest.start(JSON.stringify({ ...setup, atMs: 0, logPerMin: 600 }))
        const answer = guest.handle('{"type":"timer","name":"t","atMs":1}')
        assert.isAtMost(Buffer.byteLength(answer, 'utf8'), 256 * 1024)
        read(answer)
      }),
      { numRuns: 100 }
    )
  })
})
