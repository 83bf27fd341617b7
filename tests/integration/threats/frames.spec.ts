import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { ChildPluginLauncher } from '#adapters/sandbox/live/child_plugin_launcher.js'
import type { Ending } from './attacks.js'
import { survived } from './attacks.js'
import type { Arena } from './arena.js'
import { pooled } from './pooled.js'
import { scriptOf } from './packages.js'
import { useArena } from './shared_arena.js'

/** What a child that was taken over can do: it writes frames byte by byte. */
const LIAR = `
const { writeSync, readSync } = require('node:fs')
const frame = (kind, call, text, over = {}) => {
  const body = Buffer.concat([Buffer.from([kind]), (() => { const b = Buffer.alloc(4); b.writeUInt32LE(call); return b })(), Buffer.from(text)])
  const head = over.head ?? HEAD(over.size ?? body.length)
  return Buffer.concat([head, body])
}
const send = (bytes) => { let at = 0; while (at < bytes.length) { try { at += writeSync(3, bytes, at) } catch (e) { if (e.code !== 'EAGAIN') process.exit(0) } } }
const READY = 16, STARTED = 17, ANSWER = 18, THREW = 19, FAILED = 20
const fine = (more = {}) => JSON.stringify({ ok: true, value: null, effects: [], logs: [], dropped: 0, ...more })
let rest = Buffer.alloc(0)
const more = () => { const piece = Buffer.alloc(65536); for (;;) { try { const n = readSync(0, piece); if (n === 0) process.exit(0); rest = Buffer.concat([rest, piece.subarray(0, n)]); return } catch (e) { if (e.code !== 'EAGAIN') process.exit(0) } } }
const hear = (kind) => { for (;;) { while (rest.length < 5 || rest.length < 5 + rest.readUInt32LE(1)) more(); const size = 5 + rest.readUInt32LE(1); const heard = rest[5]; rest = rest.subarray(size); if (heard === kind) return } }
const HEAD = (size) => { const b = Buffer.alloc(5); b[0] = 0x42; b.writeUInt32LE(size, 1); return b }
const CODE = 3, EVENT = 4
`

interface Lie {
  readonly name: string
  /** Statements before it says that it is ready, after, and for its first event; all may be empty. */
  readonly before?: string
  readonly started?: string
  readonly answer: string
  readonly ends: readonly Ending[]
}

const honest = 'send(frame(ANSWER, 1, fine()))'
const LIES: readonly Lie[] = [
  {
    name: 'an answer that is not JSON',
    answer: `send(frame(ANSWER, 1, '{"ok":tru'))`,
    ends: ['protocol_violation'],
  },
  {
    name: 'an answer that is a list',
    answer: `send(frame(ANSWER, 1, '[]'))`,
    ends: ['protocol_violation'],
  },
  {
    name: 'an answer that is null',
    answer: `send(frame(ANSWER, 1, 'null'))`,
    ends: ['protocol_violation'],
  },
  {
    name: 'an answer without effects',
    answer: `send(frame(ANSWER, 1, '{"ok":true,"logs":[],"dropped":0}'))`,
    ends: ['protocol_violation'],
  },
  {
    name: 'an answer to a call that was never made',
    answer: `send(frame(ANSWER, 7, fine()))`,
    ends: ['protocol_violation'],
  },
  {
    name: 'the same answer twice',
    answer: `send(Buffer.concat([frame(ANSWER, 1, fine()), frame(ANSWER, 1, fine())]))`,
    ends: ['answered', 'protocol_violation'],
  },
  {
    name: 'a kind of frame that does not exist',
    answer: `send(frame(99, 1, fine()))`,
    ends: ['protocol_violation'],
  },
  {
    name: 'a second start',
    answer: `send(frame(STARTED, 0, fine()))`,
    ends: ['protocol_violation'],
  },
  {
    name: 'bytes that are not UTF-8',
    answer: `send(frame(ANSWER, 1, Buffer.from([0xff, 0xfe, 0x22])))`,
    ends: ['protocol_violation'],
  },
  {
    name: 'a frame of a hundred megabytes',
    answer: `send(frame(ANSWER, 1, Buffer.alloc(1e8, 32)))`,
    ends: ['protocol_violation', 'out_of_memory'],
  },
  {
    name: 'a frame that says it is four gigabytes',
    answer: `send(HEAD(0xfffffff0))`,
    ends: ['protocol_violation', 'timed_out'],
  },
  {
    name: 'a frame that never ends',
    answer: `send(frame(ANSWER, 1, 'x', { size: 100 })); for (;;);`,
    ends: ['timed_out', 'protocol_violation'],
  },
  {
    name: 'a header of garbage',
    answer: `send(Buffer.from('GET / HTTP/1.1\\r\\n\\r\\n'))`,
    ends: ['protocol_violation', 'timed_out'],
  },
  { name: 'an empty frame', answer: `send(HEAD(0))`, ends: ['protocol_violation', 'timed_out'] },
  {
    name: 'logs that are no logs',
    answer: `send(frame(ANSWER, 1, fine({ logs: [{ level: 'root', text: 5 }] })))`,
    ends: ['protocol_violation'],
  },
  {
    name: 'a million log lines',
    answer: `send(frame(ANSWER, 1, fine({ logs: Array(6000).fill({ level: 'info', text: 'x' }) })))`,
    ends: ['answered', 'protocol_violation'],
  },
  {
    name: 'a count of dropped lines below zero',
    answer: `send(frame(ANSWER, 1, fine({ dropped: -5 })))`,
    ends: ['protocol_violation'],
  },
  {
    name: 'a failure that is nested and has no words',
    answer: `send(frame(THREW, 1, '{"message":{"a":{}},"stack":[]}'))`,
    ends: ['protocol_violation'],
  },
  {
    name: 'a last word of a type that does not exist',
    answer: `send(frame(FAILED, 1, '{"type":"granted","message":"x","location":null}'))`,
    ends: ['protocol_violation'],
  },
  {
    name: 'effects with the prototype in them',
    answer: `send(frame(ANSWER, 1, '{"ok":true,"value":null,"logs":[],"dropped":0,"effects":[{"__proto__":{"polluted":1},"type":"notify","channel":"log","text":"x"},{"type":"constructor"},{"type":"__proto__"},{"constructor":{"prototype":{"polluted":1}},"type":"risk_bias","value":0.5,"reason":"x"}]}'))`,
    ends: ['answered'],
  },
  {
    name: 'a value that is nested a hundred thousand deep',
    answer: `send(frame(ANSWER, 1, '{"ok":true,"effects":[],"logs":[],"dropped":0,"value":' + '['.repeat(1e5) + ']'.repeat(1e5) + '}'))`,
    ends: ['answered', 'protocol_violation'],
  },
  {
    name: 'effects that are nested fifty thousand deep',
    answer: `send(frame(ANSWER, 1, '{"ok":true,"value":null,"logs":[],"dropped":0,"effects":[{"type":"order_event","x":' + '['.repeat(5e4) + ']'.repeat(5e4) + '}]}'))`,
    ends: ['answered', 'protocol_violation'],
  },
  {
    name: 'numbers that are too large for numbers',
    answer: `send(frame(ANSWER, 1, '{"ok":true,"value":1e999,"logs":[],"dropped":1e999,"effects":[]}'))`,
    ends: ['protocol_violation'],
  },
  { name: 'silence', answer: '', ends: ['timed_out'] },
  { name: 'an end without a word', answer: 'process.exit(0)', ends: ['died'] },
  {
    name: 'words before it was asked anything',
    started: honest,
    answer: honest,
    ends: ['answered', 'protocol_violation', 'not_running', 'start_failed', 'died'],
  },
  {
    name: 'words before it was ready',
    before: `send(frame(ANSWER, 1, fine()))`,
    answer: honest,
    ends: ['start_failed'],
  },
  {
    name: 'a flood on its standard error',
    answer: `try { process.stderr.write('x'.repeat(5e6)) } catch {}; ${honest}`,
    ends: ['answered', 'died', 'timed_out'],
  },
]

/** Runs a plugin whose child tells a lie. */
async function tell(arena: Arena, { before = '', started = '', answer }: Lie) {
  const id = await arena.plant({ id: arena.newId() })
  const childPath = join(arena.folder.path, `${id}.cjs`)
  writeFileSync(
    childPath,
    `${LIAR}${before}\nsend(frame(READY, 0, '')); hear(CODE); send(frame(STARTED, 0, fine())); ${started}\nhear(EVENT); ${answer}\nhear(-1)`
  )
  const readablePaths = [`${arena.folder.path}/*`]
  const host = arena.newHost({ launcher: new ChildPluginLauncher({ childPath, readablePaths }) })
  const key = arena.keyOf(id)
  return arena.watch(id, host, async () => {
    const begun = await host.start({ ...key, kind: 'agent' })
    if (!begun.ok) return 'start_failed'
    const said = await host.ask(key, { type: 'timer', name: 'x', atMs: Date.now() })
    return said.ok ? 'answered' : said.failure.type
  })
}

test.group('children that were taken over and lie', (group) => {
  const arena = useArena(group)
  group.each.timeout(60_000)

  let results: readonly ReturnType<typeof tell>[] = []
  group.setup(() => {
    results = pooled(LIES, (lie) => tell(arena(), lie))
  })
  LIES.forEach(({ name, ends }, at) => {
    test(name, async ({ assert }) => {
      const { outcome, ...aftermath } = await results[at]!
      assert.include(ends, outcome)
      survived(assert, aftermath)
      assert.isUndefined(Reflect.get({}, 'polluted'))
    })
  })

  test('a storm of plugins that come and go', async ({ assert }) => {
    const id = await arena().plant({ id: arena().newId(), code: scriptOf({ id: 'x' }) })
    const key = arena().keyOf(id)
    const fight = await arena().watch(id, arena().host, async () => {
      for (let nth = 0; nth < 15; nth++) {
        const [started] = await Promise.all([
          arena().host.start({ ...key, kind: 'agent' }),
          arena().host.start({ ...key, kind: 'agent' }),
          arena().host.stop(key),
        ])
        await arena().host.ask(key, { type: 'timer', name: 'x', atMs: Date.now() })
        await arena().host.stop(key)
        if (!started.ok) assert.match(started.failure.code, /^(stopped|already_running)$/)
      }
    })
    survived(assert, fight)
  })
})
