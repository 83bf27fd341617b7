import { test } from '@japa/runner'
import type { SandboxFailure } from '#ports/sandbox.js'
import { Arena } from './arena.js'

interface Attack {
  readonly name: string
  readonly body: string
  /** Every way in which it may rightly end. `ok` when the sandbox made it harmless. */
  readonly ends: readonly (SandboxFailure['type'] | 'ok')[]
}

const TIME = ['plugin_timed_out'] as const
const MEMORY = ['out_of_memory', 'plugin_timed_out', 'plugin_threw', 'child_died'] as const

/** Bodies of `onBar(bar, context)`; `n` is the number of the bar. */
const ATTACKS: readonly Attack[] = [
  { name: 'an endless loop', body: 'while (true) {}', ends: TIME },
  { name: 'an endless loop on a later bar', body: 'if (n === 212) for (;;) {}', ends: TIME },
  {
    name: 'a regular expression that backtracks',
    body: `/^(a+)+$/.test('a'.repeat(40) + '!')`,
    ends: TIME,
  },
  {
    name: 'a huge power of a BigInt',
    body: 'String(7n ** 9000000n)',
    ends: ['plugin_timed_out', 'ok'],
  },
  {
    name: 'a search in a hole of 2^32 places',
    body: 'const a: any = []; a.length = 2 ** 32 - 1; a.indexOf(5)',
    ends: TIME,
  },
  {
    name: 'an error whose message loops',
    body: `throw Object.defineProperty(new Error('e'), 'message', { get() { while (true) {} } })`,
    ends: TIME,
  },
  {
    name: 'an error whose stack loops',
    body: `throw Object.defineProperty(new Error('e'), 'stack', { get() { while (true) {} } })`,
    ends: TIME,
  },
  {
    name: 'a thrown proxy that loops',
    body: 'throw new Proxy({}, { get() { while (true) {} }, getPrototypeOf() { while (true) {} } })',
    ends: TIME,
  },
  {
    name: 'a toJSON that loops',
    body: `(Object.prototype as any).toJSON = function () { while (true) {} }; throw new Error('x')`,
    ends: ['plugin_timed_out', 'plugin_threw'],
  },
  {
    name: 'a log that loops while it is shown',
    body: 'console.log({ toJSON() { while (true) {} } })',
    ends: TIME,
  },
  {
    name: 'an endless iterator as options',
    body: `context.buy('US.AAPL', new Proxy({}, { ownKeys() { while (true) {} }, get() { while (true) {} } }))`,
    ends: TIME,
  },
  {
    name: 'growing objects',
    body: 'const all: any[] = []; while (true) all.push({ a: new Array(100).fill(1) })',
    ends: MEMORY,
  },
  {
    name: 'a growing Map',
    body: 'const m = new Map(); let i = 0; while (true) m.set(i++, { i })',
    ends: MEMORY,
  },
  { name: 'an array of a milliard', body: 'Array(1e9).fill(0)', ends: MEMORY },
  {
    name: 'a doubling string',
    body: `let s = 'ab'.repeat(1000); while (true) { s = s + s; /x/.test(s) }`,
    ends: MEMORY,
  },
  {
    name: 'typed arrays',
    body: 'const all: any[] = []; while (true) all.push(new Float64Array(1e6).fill(1))',
    ends: MEMORY,
  },
  {
    name: 'resizable buffers',
    body: 'const all: any[] = []; while (true) { const b: any = new ArrayBuffer(8, { maxByteLength: 2 ** 30 } as any); b.resize(2 ** 28); new Uint8Array(b).fill(1); all.push(b) }',
    ends: ['plugin_threw'],
  },
  {
    name: 'a buffer beyond the limit',
    body: 'new Uint8Array(new ArrayBuffer(2 ** 31, { maxByteLength: 2 ** 32 } as any)).fill(1)',
    ends: MEMORY,
  },
  {
    name: 'a huge error message',
    body: `throw new Error('x'.repeat(2 ** 28))`,
    ends: ['plugin_threw', ...MEMORY],
  },
  {
    name: 'a thrown huge string',
    body: `throw 'x'.repeat(2 ** 29 - 24)`,
    ends: ['plugin_threw', ...MEMORY],
  },
  {
    name: 'endless recursion',
    body: 'const f = (): number => f() + 1; f()',
    ends: ['plugin_threw'],
  },
  {
    name: 'recursion through finally',
    body: 'const f = (): any => { try { f() } finally { f() } }; f()',
    ends: ['plugin_timed_out', 'plugin_threw'],
  },
  {
    name: 'Intl objects',
    body: `const all: any[] = []; while (true) all.push(new Intl.DateTimeFormat('de', { timeZone: 'Asia/Tokyo' }))`,
    ends: MEMORY,
  },
  {
    name: 'a hundred thousand orders in one bar',
    body: `for (let i = 0; i < 1e5; i++) context.buy('US.AAPL', { quantity: 1 })`,
    ends: ['plugin_threw'],
  },
  {
    name: 'a flood of log lines',
    body: `if (n < 20) for (let i = 0; i < 2e5; i++) console.log('x'.repeat(1000))`,
    ends: ['ok', 'plugin_timed_out'],
  },
  { name: 'a huge log line', body: `if (n === 1) console.log('x'.repeat(2 ** 24))`, ends: ['ok'] },
  { name: 'deep JSON', body: `JSON.parse('['.repeat(5e6))`, ends: ['plugin_threw', ...MEMORY] },
]

test.group('Sandbox: loops, floods and memory bombs', (group) => {
  const arena = new Arena()
  group.teardown(() => arena.close())

  test('the host outlives {name}, says so in one sentence and leaves no process')
    .with([...ATTACKS])
    .run(async ({ assert }, { body, ends }) => {
      const limits = { sliceTimeoutMs: ends === TIME ? 300 : 1_000 }
      const outcome = await arena.runBody(body, { limits })
      const ended = outcome.failure?.type ?? 'ok'
      assert.include(ends, ended, outcome.sentence)
      assert.equal(outcome.childrenLeft, 0)
      assert.isBelow(outcome.stallMs, 100)
      if (outcome.failure !== null) {
        assert.match(outcome.sentence, /^\P{Cc}{20,1200}$/u)
      }
    })
})
