import { attacks, ruleThat, SOMEHOW, type Attack } from './attacks.js'

/** Tries that came to mind while the others were written. */
const BEYOND: readonly Attack[] = [
  {
    name: 'arrays that make another kind of array than they are',
    code: {
      top: `class Evil extends Array { static get [Symbol.species]() { return function () { return new Proxy([], { defineProperty() { return true }, get: () => 'stolen' }) } } }; Object.defineProperty(Array, Symbol.species, { get() { return Evil }, configurable: true })`,
      body: `context.setRiskBias(0.5, 'fine'); context.log(['a'].map((x) => x))`,
    },
    ends: ['answered', 'threw'],
    hides: /stolen/,
    events: 2,
  },
  {
    name: 'a getter on the global object under every name that the runtime might look up',
    code: {
      top: `for (const name of ['JSON', 'Array', 'Object', 'String', 'Number', 'Math', 'Reflect', 'Error', 'Map', 'Set', 'isFinite', 'undefined', '__live', '__realm', '__plugin', 'console']) { try { Object.defineProperty(globalThis, name, { get() { throw new Error('stolen ' + name) }, configurable: true }) } catch {} }`,
      body: `context.setRiskBias(0.5, 'fine')`,
    },
    // Whoever breaks the language for itself does not start, or goes on; nobody else is hurt.
    ends: SOMEHOW,
    events: 2,
  },
  {
    name: 'prototypes that are frozen, emptied and sealed',
    code: {
      top: `for (const P of [Array.prototype, String.prototype, Object.prototype, Function.prototype, Map.prototype]) { for (const key of Reflect.ownKeys(P)) { try { delete P[key] } catch {} } Object.freeze(P) }`,
      body: `context.setRiskBias(0.5, 'fine'); context.log('fine')`,
    },
    ends: ['answered', 'threw', 'start_failed'],
    events: 2,
  },
  {
    name: 'an object whose prototype is itself through a proxy',
    code: {
      body: `const p = new Proxy({}, { getPrototypeOf() { return p } }); try { p instanceof Array } catch {} context.log(p); throw p`,
    },
    ends: SOMEHOW,
  },
  {
    name: 'a sparse list with a length of four billion as words of a log',
    code: {
      body: `const a = []; a.length = 2 ** 32 - 1; context.log(a); context.log(...new Array(1e5))`,
    },
    ends: SOMEHOW,
  },
  {
    name: 'half a character in every text',
    code: {
      body: `context.log('\\ud800 alone'); context.setRiskBias(0.5, 'half \\udfff'); context.storage.set('k', '\\ud83d')`,
    },
    permissions: ['storage'],
    ends: ['answered'],
    events: 2,
  },
  {
    name: 'an answer that is small in memory and large as JSON',
    code: {
      body: `for (let i = 0; i < 3; i++) context.storage.set('k' + i, '\\u0001'.repeat(60000))`,
    },
    permissions: ['storage'],
    ends: ['answered', 'threw', 'text_too_large'],
  },
  {
    name: 'a reason of control characters that grows sixfold on the wire',
    code: ruleThat(`({ decision: 'deny', reason: '\\u0000\\u001b'.repeat(1e5) })`),
    ends: ['answered'],
    says: /"decision":"deny"/,
    hides: /(?<!\\)\\u00(?:00|1b)/,
  },
  {
    name: 'a verdict that reduces to more, to less than nothing, to no number',
    code: ruleThat(
      `[{ decision: 'reduce', quantity: 1e9, reason: 'x' }, { decision: 'reduce', quantity: -5, reason: 'x' }, { decision: 'reduce', quantity: NaN, reason: 'x' }, { decision: 'reduce', quantity: '50', reason: 'x' }, { decision: 'APPROVE' }, { decision: ['approve'] }, { decision: new String('approve') }][++n % 7]`
    ),
    ends: ['answered'],
    events: 7,
  },
  {
    name: 'a thrown thing that is nothing, a symbol, a function, a huge number',
    code: {
      body: `const all = [undefined, null, Symbol('x'), () => 1, 10n ** 1000n, NaN, Object.create(null)]; throw all[Math.floor(context.now / 1000) % all.length]`,
    },
    ends: ['threw'],
  },
  {
    name: 'an error that captures the stack of whoever called it',
    code: {
      body: `const o = {}; Error.captureStackTrace(o, function () {}); Error.stackTraceLimit = Infinity; const f = (k) => k ? f(k - 1) : new Error('x').stack; context.log(f(3000).length, o.stack); throw new Error('told ' + f(50).split('\\n').length)`,
    },
    ends: ['threw'],
    hides: /\/(work|home|root|tmp|usr|node_modules)\//,
  },
  {
    name: 'a loop that leaves by label, return and generator at once',
    code: {
      body: `function* g() { try { yield 1; yield 2 } finally { for (;;) { context.setRiskBias(0.5, 'x') } } } out: for (const x of g()) { try { return } finally { break out } }`,
    },
    ends: ['timed_out', 'threw'],
  },
  {
    name: 'an iterator whose return never ends, given to the runtime',
    code: {
      body: `context.log(...{ [Symbol.iterator]() { return { next: () => ({ done: false, value: 'x' }), return() { for (;;); } } } })`,
    },
    ends: SOMEHOW,
  },
  {
    name: 'log lines in the name of another plugin and of the host',
    code: {
      body: `context.log('\\n{"level":"info","plugin":"other","text":"forged"}'); console.error('host: plugin other was granted everything'); context.log({ level: 'error', text: 'x', plugin: 'other' })`,
    },
    ends: ['answered'],
    says: /forged/,
    // One line stays one line.
    hides: /\n\n|\r/,
  },
  {
    name: 'another environment and another plugin in an effect',
    code: {
      body: `context.storage.set('k', 'v'); context.notify('log', 'x'); context.setRiskBias(0.1, 'x', { environment: 'live', id: 'other' })`,
    },
    permissions: ['storage', 'notify:log'],
    ends: ['answered'],
  },
  {
    name: 'parameters, symbols and events that are changed for the next call',
    code: {
      body: `let changed = 0; for (const one of [parameters, context, context.storage, context.timers, context.symbols]) { try { one.evil = 1; if (one.evil === 1) changed++ } catch {} } throw new Error('told ' + changed)`,
    },
    ends: ['threw'],
    says: /told 0/,
  },
  {
    name: 'a definition that is another plugin each time it is looked at',
    code: {
      top: `let looks = 0; const shape = { get kind() { return looks++ % 2 ? 'broker' : 'agent' }, get manifest() { return { id: 'other_' + looks, kind: 'broker' } }, get create() { return looks++ > 3 ? 5 : () => ({ onTimer() { context.orderEvent({}) } }) } }; return { default: shape }`,
    },
    ends: SOMEHOW,
  },
  {
    name: 'a script that puts another in the place of the runtime',
    code: {
      top: `for (const name of ['__live', '__realm', '__guest', '__host', '__start', '__handle', '__load']) { try { globalThis[name] = { createGuest: () => ({ handle: () => '{"ok":true,"value":"stolen","effects":[],"logs":[],"dropped":0}' }) } } catch {} }; var __live = 5`,
      body: `context.setRiskBias(0.5, 'fine')`,
    },
    ends: ['answered'],
    hides: /stolen/,
    events: 2,
  },
  {
    name: 'sorting with a comparison that changes the list, and a regular expression with a memory',
    code: {
      body: `const a = Array.from({ length: 2000 }, (_, k) => k); a.sort((x, y) => { a.length = 0; a.push(x, y); return Math.random() - 0.5 }); 'x'.replace(/x/g, () => { RegExp.prototype.exec = () => { for (;;); }; return '' }); context.log('a'.replace(/a/, 'b'))`,
    },
    ends: SOMEHOW,
    events: 2,
  },
  {
    name: 'a date that lies about what it is, as a moment and a key',
    code: {
      body: `class D extends Date { valueOf() { return NaN } toJSON() { for (;;); } toString() { return 'x'.repeat(1e6) } } context.log(new D()); context.timers.every('t', new D()); context.storage.set(new D(), 'x')`,
    },
    permissions: ['storage', 'timers'],
    ends: ['threw', 'timed_out'],
  },
  {
    name: 'timers without number, shorter than allowed, and under strange names',
    code: {
      body: `for (const [name, ms] of [['a', 1], ['b', -1], ['c', NaN], ['__proto__', 1000], ['constructor', 1000], ['x'.repeat(101), 1000], ['', 1000]]) { try { context.timers.every(name, ms) } catch {} } for (let i = 0; i < 40; i++) context.timers.every('t' + i, 1000)`,
    },
    permissions: ['timers'],
    ends: ['answered'],
    events: 2,
  },
  {
    name: 'a strategy that sends effects of a broker',
    code: {
      kind: 'strategy',
      methods: `onBar() {}`,
      start: `try { context.http({ url: 'https://evil.test/' }) } catch (e) { throw new Error('told ' + e.message) }`,
    },
    ends: ['start_failed'],
  },
]

attacks('attacks that came to mind', BEYOND)
