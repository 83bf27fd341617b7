import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { buildSync } from 'esbuild'
import { authorStack } from '#adapters/sandbox/supervisor/author_stack.js'

const SOURCE = `type Price = number

function half(price: Price): Price {
  throw new RangeError('no half of ' + price)
}
export const strategy = { onBar(price: Price) { return half(price) } }
`

test.group('Stack of a plugin', (group) => {
  const folder = mkdtempSync(join(tmpdir(), 'aq-stack-'))
  group.teardown(() => rmSync(folder, { recursive: true, force: true }))

  const built = buildSync({
    stdin: { contents: SOURCE, loader: 'ts', sourcefile: 'src/index.ts', resolveDir: folder },
    outfile: join(folder, 'plugin.js'),
    absWorkingDir: folder,
    format: 'iife',
    globalName: '__plugin',
    sourcemap: 'external',
    minifyWhitespace: true,
    write: false,
  })
  const text = (ending: string) =>
    built.outputFiles.find((file) => file.path.endsWith(ending))!.text
  const mapPath = join(folder, 'plugin.js.map')
  writeFileSync(mapPath, text('.map'))
  const plugin = {
    id: 'mine',
    code: '',
    sha256: '',
    sourceMapPath: mapPath as string | null,
    setup: { seed: 1 },
  }
  const columnOf = (part: string) => text('.js').split('\n')[0]!.indexOf(part) + 1

  test("names the author's files, lines and columns, and leaves the platform's frames out", ({
    assert,
  }) => {
    const stack = [
      'RangeError: no half of 3',
      `    at half (aq-plugin://mine/plugin.js:1:${columnOf('new RangeError')})`,
      `    at Object.onBar (aq-plugin://mine/plugin.js:1:${columnOf('half(price)}}')})`,
      '    at onInboxBar (aq:guest:987:20)',
      '    at run (aq:kernel:12:1)',
    ].join('\n')
    assert.deepEqual(authorStack(stack, plugin), {
      frames: ['half (src/index.ts:4:9)', 'onBar (src/index.ts:6:56)'],
      location: { file: 'src/index.ts', line: 4, column: 9 },
    })
  })

  test('is empty where nothing can be known: {name}')
    .with([
      { name: 'nothing', stack: '' },
      { name: 'no frames', stack: 'RangeError: no frames' },
      { name: 'line 0', stack: 'at x (aq-plugin://mine/plugin.js:0:0)' },
      { name: 'a line beyond the end', stack: 'at x (aq-plugin://mine/plugin.js:999999999:1)' },
      { name: 'another file', stack: 'at x (file:///etc/passwd:1:1)' },
      { name: 'zeros', stack: '\u0000'.repeat(5_000) },
    ])
    .run(({ assert }, { stack }) => {
      assert.deepEqual(authorStack(stack, plugin), { frames: [], location: null })
    })

  test('does without a source map that is absent or broken', ({ assert }) => {
    const stack = 'at half (aq-plugin://mine/plugin.js:1:1)'
    const broken = join(folder, 'broken.map')
    writeFileSync(broken, '{"version":3')
    for (const sourceMapPath of [null, join(folder, 'none.map'), broken]) {
      assert.deepEqual(authorStack(stack, { ...plugin, sourceMapPath }).frames, [])
    }
  })
})
