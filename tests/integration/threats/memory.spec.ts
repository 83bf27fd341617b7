import { attacks, ruleThat, SOMEHOW, type Attack } from './attacks.js'

/** Code that wants more memory than there is. How it ends is V8's choice; that it ends is not. */
const MEMORY: readonly Attack[] = [
  ['objects without end', 'const kept = []; for (;;) kept.push({ a: [1, 2, 3], b: {} })'],
  ['an array that grows', 'const kept = []; for (;;) kept.push(kept.length)'],
  ['a map that grows', 'const kept = new Map(); for (let i = 0; ; i++) kept.set(i, i)'],
  ['a set that grows', 'const kept = new Set(); for (let i = 0; ; i++) kept.add(i)'],
  ['an array of a thousand million', 'Array(1e9).fill(0)'],
  ['a text that doubles', `let s = 'x'; for (;;) { s += s; s.at(-1) }`],
  [
    'texts that double and are kept flat',
    `let s = 'x'.repeat(1e6), kept = []; for (;;) { kept.push(JSON.stringify(s + kept.length)) }`,
  ],
  ['typed arrays', 'const kept = []; for (;;) kept.push(new Float64Array(1e6))'],
  ['recursion without end', 'const f = () => f() + 1; f()'],
  [
    'recursion that begins anew whenever it breaks',
    'const f = () => { try { f() } finally { f() } }; f()',
  ],
  [
    'objects of Intl',
    `const kept = []; for (;;) kept.push(new Intl.DateTimeFormat('de', { timeZone: 'Asia/Tokyo' }))`,
  ],
  [
    'regular expressions',
    `const kept = []; for (let i = 0; ; i++) kept.push(new RegExp('a{' + (i % 1000) + ',}' + i))`,
  ],
  ['huge whole numbers', 'const kept = []; for (let n = 1n; ; n <<= 4096n) kept.push(n)'],
  ['functions that are bound to themselves', 'let f = () => 1; for (;;) f = f.bind(null)'],
].map(([name = '', body = '']): Attack => ({ name, code: { body: `${body}` }, ends: SOMEHOW }))

/** What does not exist any more, and what is cut where it leaves. */
const BOUNDED: readonly Attack[] = [
  {
    name: 'memory that is shared',
    code: { body: 'new SharedArrayBuffer(1e9)' },
    ends: ['threw'],
    says: /SharedArrayBuffer is not defined/,
  },
  {
    name: 'memory of machine code',
    code: { body: 'new WebAssembly.Memory({ initial: 16384 })' },
    ends: ['threw'],
    says: /WebAssembly is not defined/,
  },
  {
    name: 'a buffer that grows beyond the limit later',
    code: {
      body: 'const b = new ArrayBuffer(8, { maxByteLength: 1e9 }); if (b.resizable) throw "resizable"; b.resize(1e9)',
    },
    ends: ['threw'],
    says: /resize is not a function/,
  },
  {
    name: 'a result of half a gigabyte',
    code: ruleThat(`({ decision: 'deny', reason: 'x'.repeat(5e8) })`),
    ends: ['answered'],
    says: /"decision":"deny"/,
  },
  {
    name: 'effects of a hundred megabytes',
    code: { body: `for (let i = 0; i < 50; i++) context.storage.set('k' + i, 'x'.repeat(2e6))` },
    permissions: ['storage'],
    ends: ['threw', 'answered'],
  },
  {
    name: 'logs of a hundred megabytes',
    code: { body: `for (let i = 0; i < 50; i++) context.log('x'.repeat(2e6))` },
    ends: SOMEHOW,
  },
  {
    name: 'a result of a million elements',
    code: ruleThat(`Array.from({ length: 1e6 }, () => ({ decision: 'approve' }))`),
    ends: ['answered'],
    says: /"decision":"deny"/,
  },
  {
    name: 'an error with a message of a quarter of a gigabyte',
    code: { body: `throw new Error('x'.repeat(2.5e8))` },
    ends: SOMEHOW,
  },
  {
    name: 'an error whose stack was replaced by a hundred megabytes',
    code: {
      body: `const e = new Error('x'); e.stack = 'at x (src/index.ts:1:1)\\n'.repeat(4e6); throw e`,
    },
    ends: SOMEHOW,
  },
  {
    name: 'a result that is nested two hundred thousand deep',
    code: {
      top: 'const deep = () => { let a = []; for (let i = 0; i < 2e5; i++) a = [a]; return a }',
      body: 'throw deep()',
      methods: 'state() { return deep() }',
    },
    ends: SOMEHOW,
  },
]

attacks('attacks on memory', [...MEMORY, ...BOUNDED])
