import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url))

/** Runs a strategy that patches the language in a process of its own, and returns what the guest told. */
const SCRIPT = `
import { createGuest } from './plugins/sdk/src/guest/runtime.ts'
const real = { stringify: JSON.stringify, log: console.log, from: Array.from }
const guest = createGuest()
guest.load({ kind: 'strategy', create: (_, context) => ({
  onBar({ symbol }) {
    const evil = () => 42
    const { getOwnPropertyNames, defineProperty, getPrototypeOf } = Object
    const prototypes = [Array, String, Number, Object, Map, Float64Array, Function, Error].map((type) => type.prototype)
    prototypes[prototypes.length] = getPrototypeOf(Float64Array.prototype)
    for (let at = 0; at < prototypes.length; at += 1) {
      const names = getOwnPropertyNames(prototypes[at])
      for (let name = 0; name < names.length; name += 1) {
        if (names[name] === 'constructor' || names[name] === '__proto__') continue
        try { defineProperty(prototypes[at], names[name], { __proto__: null, value: evil, configurable: true, writable: true }) } catch {}
      }
      try { defineProperty(prototypes[at], Symbol.iterator, { __proto__: null, value: evil, configurable: true }) } catch {}
    }
    Object.prototype.toJSON = () => 'forged'
    Array.prototype.toJSON = () => 'forged'
    Number.isFinite = () => true
    Number.isSafeInteger = () => true
    JSON.stringify = () => 'forged'
    Object.keys = () => []
    globalThis.String = () => 'forged'
    Math.floor = () => 7
    context.buy(symbol, { quantity: 3, limit: 90, reason: 'kept' })
    try { context.buy(symbol, { quantity: NaN }) } catch (error) { context.log('refused') }
    throw new Error('the end')
  },
}) })
guest.start('{"strategyId":"x","instruments":[{"symbol":"US.AAPL","currency":"USD","multiplier":1}],"timeframe":"1d","timeframeMs":1,"parameters":{},"seed":1,"account":{"currency":"USD","cash":1}}')
guest.inbox.set([0, 1, 1, 2, 1, 2, 5, 1, 1, 1, 0, 0])
const answer = guest.onInboxBar(0)
real.log(real.stringify({ __proto__: null, answer, failure: guest.failure(), logs: guest.logs(), quantity: guest.signals[4], limit: guest.signals[7] }))
`

test.group('a plugin that patches the language', () => {
  test('changes nothing of what the guest tells the engine', ({ assert }) => {
    const text = execFileSync(
      process.execPath,
      ['--import=@poppinss/ts-exec', '--input-type=module-typescript', '-e', SCRIPT],
      { cwd: ROOT, encoding: 'utf8' }
    )
    const told = JSON.parse(text) as Record<string, unknown>
    assert.equal(told.answer, -1)
    assert.containSubset(JSON.parse(told.failure as string), { message: 'the end', where: 'onBar' })
    assert.equal(told.logs, '["refused"]')
    assert.deepEqual([told.quantity, told.limit], [3, 90])
  })
})
