import { attacks, SOMEHOW, type Attack } from './attacks.js'

/** Says through an error, whose message the host is shown, what an expression comes to. */
const tell = (expression: string) => ({
  body: `throw new Error('told ' + JSON.stringify(${expression}))`,
})

/** Ways to turn a text into code; each tells the number 7 when it works. */
const FROM_TEXT: readonly [name: string, expression: string][] = [
  ['eval', `eval('7')`],
  ['eval under another name', `(0, eval)('7')`],
  ['the constructor of functions', `Function('return 7')()`],
  ['the constructor of a method of the host', `context.log.constructor('return 7')()`],
  ['the constructor of a constructor', `context.constructor.constructor('return 7')()`],
  ['the constructor of async functions', `(async () => {}).constructor('return 7')()`],
  ['the constructor of generators', `(function* () {}).constructor('yield 7')().next().value`],
  [
    'the constructor of async generators, found through its prototype',
    `Object.getPrototypeOf(Object.getPrototypeOf(async function* () {})).constructor('return 7')()`,
  ],
  [
    'the constructor that a generator inherits from',
    `Object.getPrototypeOf(function* () {}).constructor('yield 7')().next().value`,
  ],
  [
    'Reflect over the constructor of functions',
    `Reflect.construct(Reflect.getPrototypeOf(() => {}).constructor, ['return 7'])()`,
  ],
  ['a class that extends functions', `new (class extends Function {})('return 7')()`],
  [
    'a constructor found as a species',
    `Reflect.construct(Object, ['return 7'], Function.prototype.constructor)()`,
  ],
  ['a timer with a text', `setTimeout('7', 0)`],
]

/** Walks everything that can be reached and names what belongs to a host. */
const SCAN = `
const seen = new Set(), found = [], waiting = [globalThis, context, parameters, name, new Error('x')]
const HOSTLY = /^(apply|applySync|applyIgnored|getSync|setSync|copySync|derefInto|release|process|require|module|fetch|Buffer|ivm|isolate|__host|__dispatch|mainModule|binding|dlopen)$/
while (waiting.length > 0 && seen.size < 20000) {
  const one = waiting.pop()
  if ((typeof one !== 'object' && typeof one !== 'function') || one === null || seen.has(one)) continue
  seen.add(one)
  waiting.push(Object.getPrototypeOf(one))
  for (const key of Reflect.ownKeys(one)) {
    const about = Object.getOwnPropertyDescriptor(one, key)
    if (HOSTLY.test(String(key)) && !(key === 'apply' && (one === Reflect || one === Function.prototype))) found.push(String(key))
    if (about === undefined) continue
    waiting.push(about.value, about.get, about.set)
  }
}
`

/** Code that wants out, or into somebody else's data. */
const ESCAPES: readonly Attack[] = [
  ...FROM_TEXT.map(([name, expression]): Attack => ({
    name: `code out of a text, through ${name}`,
    code: tell(expression),
    ends: ['threw'],
    says: /cannot be made from text|is not defined|not a constructor|is not a function|not available/,
    hides: /told 7/,
  })),
  {
    name: 'a module that is imported while it runs',
    code: {
      body: `import('node:fs').then((fs) => context.log('got ' + Object.keys(fs)), () => {})`,
    },
    ends: ['answered', 'threw', 'died'],
    hides: /got /,
    events: 2,
  },
  {
    name: 'a walk over everything that can be reached, looking for the host',
    code: { body: `${SCAN}; throw new Error('told ' + seen.size + ' ' + JSON.stringify(found))` },
    manifest: { limits: { memoryMb: 32, timeoutMs: 500 } },
    ends: ['threw'],
    says: /told \d{3,} \[\]/,
  },
  {
    name: 'globals of Node.js, of browsers and of the isolate library',
    code: tell(
      `['process', 'require', 'module', 'Buffer', 'fetch', 'setTimeout', 'queueMicrotask', 'performance', 'ivm', 'isolate', 'WebAssembly', 'SharedArrayBuffer', 'Atomics', 'WeakRef', '__realm', '__live', 'XMLHttpRequest', 'Temporal'].filter((one) => { try { return globalThis[one] !== undefined } catch { return true } })`
    ),
    ends: ['threw'],
    says: /told \[\]/,
  },
  {
    name: 'a write to what the host handed over',
    code: {
      body: `let hits = 0; for (const one of [context, parameters, context.log, context.storage]) { try { one.__proto__ = null; hits += Object.getPrototypeOf(one) === null ? 1 : 0 } catch {} try { one.now = 5; hits += one.now === 5 ? 1 : 0 } catch {} } throw new Error('told ' + hits)`,
    },
    ends: ['threw'],
    says: /told \d/,
  },
  {
    name: 'prototypes of the language that are polluted before every answer',
    code: {
      top: `for (const P of [Object, Array, String, Number, Boolean, RegExp, Map, Set]) { try { P.prototype.polluted = 'yes'; P.prototype.ok = false; P.prototype.effects = [{ type: 'http' }]; P.prototype.toJSON = () => 'stolen'; P.prototype.logs = 5 } catch {} }`,
      body: `context.setRiskBias(0.5, 'x'); context.log('x')`,
    },
    ends: ['answered'],
    says: /"risk_bias"|"handed":\[\{/,
    hides: /stolen|polluted|http/,
    events: 2,
  },
  {
    name: 'functions of the language that are replaced before the runtime uses them',
    code: {
      top: `const lie = () => '{"ok":true,"value":null,"effects":[{"type":"notify","channel":"log","text":"stolen"}],"logs":[],"dropped":0}';
        for (const [owner, name] of [[JSON, 'stringify'], [JSON, 'parse'], [String.prototype, 'slice'], [Array.prototype, 'push'], [Array.prototype, 'join'], [Array.prototype, 'map'], [Object, 'keys'], [Object, 'freeze'], [Number, 'isSafeInteger'], [Reflect, 'apply'], [Function.prototype, 'call'], [Function.prototype, 'apply']]) { try { owner[name] = lie } catch {} }
        try { Array.prototype[Symbol.iterator] = function* () { yield 'stolen' } } catch {}`,
      body: `context.setRiskBias(0.5, 'x'); context.log('fine')`,
    },
    ends: ['answered', 'threw'],
    hides: /stolen/,
    events: 2,
  },
  {
    name: 'a getter where the runtime reads, which changes its answer each time',
    code: {
      kind: 'risk-rule',
      methods: `assess() { let reads = 0; return { get decision() { return reads++ === 0 ? 'deny' : 'approve' }, get reason() { return reads++ % 2 ? 'a' : { toString() { return 'approve' } } }, get quantity() { return -1 } } }`,
    },
    ends: ['answered'],
    says: /"decision":"deny"/,
  },
  {
    name: 'a verdict that is a promise or can be waited for',
    code: {
      kind: 'risk-rule',
      methods: `assess() { return { then(done) { done({ decision: 'approve' }) } } }`,
    },
    ends: ['answered'],
    says: /"decision":"deny"/,
  },
  {
    name: 'a proxy in place of every argument',
    code: {
      body: `const p = new Proxy(function () {}, { get: (t, k) => k === Symbol.toPrimitive ? () => 'x' : p, apply: () => p, ownKeys: () => ['length', 'prototype'], getOwnPropertyDescriptor: () => ({ value: p, configurable: true, enumerable: true }) });
        for (const call of [() => context.log(p), () => context.setRiskBias(p, p), () => context.http(p), () => context.notify(p, p), () => context.storage.set(p, p), () => context.timers.every(p, p)]) { try { call() } catch {} }`,
    },
    permissions: ['storage', 'timers', 'notify:log'],
    ends: SOMEHOW,
    events: 2,
  },
  {
    name: 'a log line that calls the log while it is written',
    code: {
      body: `const line = { toString() { context.log(line, line); return 'x' }, toJSON() { context.log(line); return 'x' } }; context.log(line, [line], { line })`,
    },
    ends: SOMEHOW,
  },
  {
    name: 'an effect that asks for effects while it is read',
    code: {
      body: `const evil = { valueOf() { context.setRiskBias(evil, 'x'); return 0.1 } }; context.setRiskBias(evil, 'x')`,
    },
    ends: SOMEHOW,
  },
  {
    name: 'the stack of an error, looking for folders of the host',
    code: {
      body: `const e = new Error('x'); Error.captureStackTrace(e); context.log(e.stack); try { context.setRiskBias(9, 9) } catch (f) { context.log(f.stack, f.message) } throw new Error('told ' + e.stack)`,
    },
    ends: ['threw'],
    hides: /\/(work|home|root|tmp|usr|app|node_modules)\//,
  },
  {
    name: 'errors of the host, looking for folders, queries and addresses',
    code: {
      body: `const show = (r) => context.log(JSON.stringify(r)); if (n === 1) { context.http({ url: 'https://nowhere.invalid/' }, show); context.http({ url: 'file:///etc/passwd' }, show); context.storage.get('a'.repeat(100), show); context.storage.set('k', 'x'.repeat(60000), show); context.notify('nowhere', 'x') }`,
    },
    permissions: ['net:connect@nowhere.invalid', 'storage@1', 'notify:nowhere'],
    ends: ['answered'],
    hides:
      /\/(work|home|root|tmp|usr|app|node_modules)\/|select |insert |postgres|127\.0\.0\.1|root:/i,
    events: 60,
  },
  {
    name: 'a thrown thing that lies about what it is',
    code: {
      body: `throw { __proto__: Error.prototype, get message() { return 'told ' + typeof this }, toString() { throw this }, [Symbol.toPrimitive]() { throw this }, stack: { toString() { throw this } } }`,
    },
    ends: ['threw'],
  },
  {
    name: 'a range error that pretends to be the host out of memory',
    code: { body: `throw new RangeError('Array buffer allocation failed: memory limit')` },
    ends: ['threw'],
  },
  {
    name: 'an error that pretends to be the end of time',
    code: { body: `throw new Error('Script execution timed out.')` },
    ends: ['threw'],
  },
]

attacks('attacks on the walls', ESCAPES)
