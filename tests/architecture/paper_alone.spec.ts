import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { ROOT } from '#tests/support/data_folder.js'

const FOLDER = join(ROOT, 'app/adapters/broker/paper')

/** Ways out of a module that leave no import to look at. */
const WAYS_OUT =
  /\b(fetch|WebSocket|EventSource|XMLHttpRequest|eval|Function|require|getBuiltinModule)\s*\(|\bimport\s*\(|\bprocess\./

/** What the rules of imports cannot see; they look at everything else. */
test.group('the paper broker', () => {
  const sources = readdirSync(FOLDER).map((name) => [
    name,
    readFileSync(join(FOLDER, name), 'utf8'),
  ])

  test('has no way to the outside but the ports that it is given', ({ assert }) => {
    assert.isAbove(sources.length, 10)
    for (const [name, source] of sources) assert.notMatch(source!, WAYS_OUT, name!)
  })

  test('the look finds what it looks for', ({ assert }) => {
    for (const text of [
      'await fetch("x")',
      'import ("net")',
      'process.binding',
      'new WebSocket(u)',
    ]) {
      assert.match(text, WAYS_OUT)
    }
  })
})
