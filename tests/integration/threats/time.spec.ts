import { attacks, ruleThat, SOMEHOW, type Attack } from './attacks.js'

const FOR_EVER = 'for (;;);'
/** Code that wants to keep the machine busy for ever. */
const TIME: readonly Attack[] = [
  { name: 'an endless loop', code: { body: FOR_EVER }, ends: ['timed_out'] },
  {
    name: 'an endless loop in an async function',
    code: { body: `(async () => { ${FOR_EVER} })()` },
    ends: ['timed_out'],
  },
  { name: 'an endless loop while it is loaded', code: { top: FOR_EVER }, ends: ['start_failed'] },
  { name: 'an endless loop while it is made', code: { start: FOR_EVER }, ends: ['start_failed'] },
  {
    name: 'promises that each make the next one',
    code: { body: 'const f = () => Promise.resolve().then(f); f()' },
    ends: ['threw'],
    says: /promises and async functions are not available/,
  },
  {
    name: 'an async loop that only ever waits for null',
    code: { body: '(async () => { for (;;) await null })()' },
    ends: ['timed_out'],
  },
  {
    name: 'a regular expression that backtracks without end',
    code: { body: `/^(a+)+$/.test('a'.repeat(40) + '!')` },
    ends: ['timed_out'],
  },
  {
    name: 'one operation on a huge whole number, which no timeout interrupts',
    code: { body: '(7n ** 9000000n).toString()' },
    ends: ['timed_out', 'out_of_memory'],
  },
  {
    name: 'a search through an array of four billion holes',
    code: { body: 'const a = []; a.length = 2 ** 32 - 1; a.indexOf(5)' },
    ends: ['timed_out', 'out_of_memory'],
  },
  ...['message', 'stack', 'name', 'toString', 'constructor'].map((field): Attack => ({
    name: `a thrown error whose ${field} never ends`,
    code: {
      body: `throw Object.defineProperty(new Error('x'), '${field}', { get() { ${FOR_EVER} } })`,
    },
    // What nobody reads does no harm.
    ends: ['message', 'stack'].includes(field) ? ['timed_out'] : ['timed_out', 'threw'],
  })),
  {
    name: 'a thrown proxy whose every trap never ends',
    code: {
      body: `throw new Proxy({}, new Proxy({}, { get() { ${FOR_EVER} } }))`,
    },
    ends: ['timed_out'],
  },
  {
    name: 'a hook for stack traces that never ends',
    code: {
      top: `try { Error.prepareStackTrace = () => { ${FOR_EVER} } } catch {}`,
      body: `throw new Error('x')`,
    },
    ends: ['timed_out', 'threw'],
  },
  {
    name: 'a callback of the garbage collector that never ends',
    code: {
      body: `const r = new FinalizationRegistry(() => { ${FOR_EVER} }); for (let i = 0; i < 1e5; i++) r.register({}, 1)`,
    },
    ends: ['threw'],
    says: /FinalizationRegistry/,
    events: 3,
  },
  {
    name: 'a rejection that nobody handles, with an error that never ends',
    code: {
      body: `Promise.reject(Object.defineProperty(new Error('x'), 'stack', { get() { ${FOR_EVER} } }))`,
    },
    ends: ['threw'],
    says: /promises and async functions are not available/,
  },
  {
    name: 'an endless loop in the callback of a request to the host',
    code: {
      body: `if (n === 1) context.storage.get('k', () => { ${FOR_EVER} })`,
    },
    permissions: ['storage'],
    // The answer of the host comes as an event of its own, in which the loop is cut off.
    ends: ['timed_out', 'not_running', 'died'],
    events: 400,
  },
  {
    name: 'an answer that is a promise which never settles',
    code: { body: 'return (async () => { await { then() {} } })()' },
    ends: ['answered', 'threw'],
    events: 3,
  },
  {
    name: 'waiting on shared memory',
    code: { body: 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)' },
    ends: ['threw'],
    says: /(Atomics|SharedArrayBuffer) is not defined/,
  },
  {
    name: 'machine code that loops',
    code: { body: 'new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(8)))' },
    ends: ['threw'],
    says: /WebAssembly is not defined/,
  },
  {
    name: 'a verdict whose decision never ends',
    code: ruleThat(`{ get decision() { ${FOR_EVER} } }`),
    ends: ['answered'],
    says: /"decision":"deny"/,
  },
  {
    name: 'a verdict with a conversion that never ends',
    code: ruleThat(
      `({ decision: 'reduce', quantity: { valueOf() { ${FOR_EVER} } }, reason: { toString() { ${FOR_EVER} }, toJSON() { ${FOR_EVER} } } })`
    ),
    ends: ['answered'],
    says: /"decision":"deny"/,
  },
  {
    name: 'a state whose toJSON never ends',
    code: {
      body: `context.setRiskBias({ valueOf() { ${FOR_EVER} }, toJSON() { ${FOR_EVER} } }, 'x')`,
    },
    ends: ['threw', 'timed_out'],
  },
  {
    name: 'JSON of five million open brackets',
    code: { body: `JSON.parse('['.repeat(5e6))` },
    ends: SOMEHOW,
  },
  {
    name: 'source that is nested a hundred thousand deep',
    code: { top: `const x = ${'['.repeat(1e5)}${']'.repeat(1e5)}` },
    ends: ['start_failed'],
  },
  {
    name: 'a regular expression that is nested a hundred thousand deep',
    code: { body: `new RegExp('('.repeat(1e5) + ')'.repeat(1e5)).test('x')` },
    ends: SOMEHOW,
  },
]

attacks('attacks on time', TIME)
