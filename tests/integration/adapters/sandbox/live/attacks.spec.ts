import { test } from '@japa/runner'
import type { PluginFailure } from '#ports/plugin_process.js'
import { childrenOf, Stage, tick } from './stage.js'
import { longestTurnMs } from '#tests/support/busy_clock.js'

type End = PluginFailure['type'] | 'usable'

/** Each row: what a plugin does in one event, and how that may end. */
const ATTACKS: readonly { name: string; top?: string; body: string; ends: readonly End[] }[] = [
  { name: 'loops for ever', body: 'while (true) {}', ends: ['timed_out'] },
  {
    name: 'loops in its own error',
    body: `const e = new Error('x'); Object.defineProperty(e, 'message', { get() { while (true); } }); throw e`,
    ends: ['timed_out'],
  },
  {
    name: 'loops in a Proxy that it throws',
    body: `throw new Proxy({}, { get() { while (true); }, getPrototypeOf() { while (true); } })`,
    ends: ['timed_out', 'threw'],
  },
  {
    name: 'loops in toJSON of what it logs',
    body: `console.log({ toJSON() { while (true); } })`,
    ends: ['timed_out'],
  },
  {
    name: 'loops in a regular expression',
    body: `/^(a+)+$/.test('a'.repeat(40) + '!')`,
    ends: ['timed_out'],
  },
  {
    name: 'computes in native code',
    body: `String(7n ** 9000000n)`,
    ends: ['timed_out'],
  },
  {
    name: 'searches an array of four billion',
    body: `const a: number[] = []; a.length = 2 ** 32 - 1; a.indexOf(5)`,
    ends: ['timed_out', 'out_of_memory', 'died', 'usable'],
  },
  {
    name: 'recurses without end',
    body: `const f = (): number => { try { return f() } finally { f() } }; f()`,
    ends: ['timed_out', 'threw', 'died'],
  },
  {
    name: 'fills its heap with objects',
    body: `const all: unknown[] = []; for (;;) all.push({ a: [1, 2, 3], b: all.length })`,
    ends: ['out_of_memory', 'timed_out', 'died'],
  },
  {
    name: 'fills a Map',
    body: `const m = new Map(); for (let i = 0; ; i++) m.set(i, { i })`,
    ends: ['out_of_memory', 'timed_out', 'died'],
  },
  {
    name: 'fills an array natively',
    body: `new Array(1e9).fill(0)`,
    ends: ['out_of_memory', 'timed_out', 'died'],
  },
  {
    name: 'doubles a text',
    body: `let s = 'x'; for (;;) { s += s; s.charCodeAt(s.length >> 1); /y/.test(s) }`,
    ends: ['out_of_memory', 'timed_out', 'threw', 'died'],
  },
  {
    name: 'takes buffers outside the heap',
    body: `const all: unknown[] = []; for (;;) all.push(new Float64Array(4e6).fill(1))`,
    ends: ['out_of_memory', 'timed_out', 'threw', 'died'],
  },
  {
    name: 'takes a resizable buffer',
    body: `const b: any = new (ArrayBuffer as any)(8, { maxByteLength: 1e9 }); b.resize(1e9)`,
    ends: ['threw'],
  },
  {
    name: 'asks for threads, shared memory and WebAssembly',
    body: `const g: any = globalThis; for (const n of ['SharedArrayBuffer', 'Atomics', 'WebAssembly', 'WeakRef', 'FinalizationRegistry', 'process', 'require', 'fetch', 'setTimeout']) if (typeof g[n] !== 'undefined') throw new Error('has ' + n)`,
    ends: ['usable'],
  },
  {
    name: 'throws a text of a quarter gigabyte',
    body: `throw new Error('x'.repeat(2 ** 28))`,
    ends: ['threw', 'out_of_memory', 'timed_out'],
  },
  {
    name: 'logs a quarter gigabyte',
    body: `console.log('x'.repeat(2 ** 28))`,
    ends: ['usable', 'out_of_memory', 'timed_out'],
  },
  {
    name: 'logs a million lines',
    body: `for (let i = 0; i < 1e6; i++) console.log(i)`,
    ends: ['usable', 'timed_out'],
  },
  {
    name: 'patches what its answer is made with',
    body: `(Object.prototype as any).toJSON = () => 'forged'; (Array.prototype as any).toJSON = () => 'forged'; JSON.stringify = (() => '{}') as never; String.prototype.slice = (() => '') as never`,
    ends: ['usable'],
  },
  {
    name: 'makes code from text',
    body: `for (const f of [() => eval('1'), () => Function('return 1')(), () => (function* () {}).constructor('yield 1')()]) { try { f() } catch { continue } throw new Error('made code') }`,
    ends: ['usable'],
  },
  { name: 'awaits', body: `Promise.resolve().then(() => {})`, ends: ['threw'] },
  {
    name: 'makes a flood of formatters',
    body: `const all: unknown[] = []; for (;;) all.push(new Intl.DateTimeFormat('de-DE', { timeZone: 'Asia/Tokyo' }))`,
    ends: ['timed_out', 'out_of_memory', 'died'],
  },
  {
    name: 'wants a hundred thousand things at once',
    body: `for (let i = 0; i < 1e5; i++) context.storage?.get?.('k' + i)`,
    ends: ['usable', 'threw', 'timed_out'],
  },
]

test.group('Live plugin: an event in which it', (group) => {
  const stage = new Stage()
  group.each.timeout(30_000)
  group.teardown(() => stage.close())

  test('{name}')
    .with([...ATTACKS])
    .run(async ({ assert }, { top = '', body, ends }) => {
      const spec = await stage.agent(`if (name === 'ok') return; ${body}`, top)
      const before = childrenOf().length
      const started = await stage.start(spec)
      assert.isTrue(started.launched.ok, JSON.stringify(started.launched))
      if (!started.launched.ok) return
      const plugin = started.launched.value
      let end: End = 'usable'
      const begun = performance.now()
      const longestMs = await longestTurnMs(async () => {
        const answered = await plugin.ask(tick('attack'))
        end = answered.ok ? 'usable' : answered.failure.type
      })
      assert.include(ends, end)
      assert.isBelow(longestMs, 100)
      // Twice the time of a call, 250 ms of grace, and the steps of the watch.
      assert.isBelow(performance.now() - begun, 3_000)
      if (end === 'usable' || end === 'threw') {
        const again = await plugin.ask(tick('ok'))
        assert.isTrue(again.ok, JSON.stringify(again))
        await plugin.stop()
        assert.deepEqual(
          started.exits.map(({ failure }) => failure),
          [null]
        )
      } else {
        await plugin.stop()
        assert.equal(started.exits[0]?.failure?.type, end)
      }
      assert.lengthOf(started.exits, 1)
      assert.isBelow(started.lines.length, 700)
      assert.equal(childrenOf().length, before)
    })
})
