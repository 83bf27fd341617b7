import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'
import { build } from 'esbuild'
import { pluginFiles } from '#engine/plugin_author/plugin_files.js'
import type { TemplateKind } from '#engine/plugin_author/template/template.js'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const DOCS = join(ROOT, 'docs/plugins')

/** Runs an example of the page against the plugin that `make:plugin` makes; its last value by name. */
async function run(
  kind: TemplateKind,
  helper: string,
  name: string
): Promise<Record<string, unknown>> {
  const page = readFileSync(join(DOCS, 'testing.md'), 'utf8')
  const blocks = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map((found) => found[1] as string)
  const example = blocks.find((text) => text.includes(`${helper}(`)) as string
  const files = pluginFiles({ id: 'printed', title: 'Printed', kind, folder: 'x', schema: null })
  const { outputFiles } = await build({
    stdin: { contents: `${example}\nexport { ${name} }`, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'example',
    logLevel: 'silent',
    plugins: [
      {
        name: 'made plugin',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /src\/index\.js$|aq-plugin\.json$/ }, ({ path }) => ({
            path: path.endsWith('.json') ? 'aq-plugin.json' : 'src/index.ts',
            namespace: 'made',
          }))
          onLoad({ filter: /.*/, namespace: 'made' }, ({ path }) => ({
            contents: files[path] as string,
            loader: path.endsWith('.json') ? 'json' : 'ts',
            resolveDir: ROOT,
          }))
        },
      },
    ],
  })
  return new Function(`${outputFiles[0]!.text}; return example.${name}`)() as never
}

test.group('the page about testing', () => {
  test('a rule says what is printed', async ({ assert }) => {
    assert.deepEqual(await run('risk-rule', 'assessOrder', 'verdict'), {
      decision: 'reduce',
      quantity: 25,
      reason: 'one order may add 0.25 of the equity',
    })
  })

  test('an agent says what is printed', async ({ assert }) => {
    assert.equal((await run('agent', 'runAgent', 'run')).riskBias, 0.5)
  })

  test('a broker says what is printed', async ({ assert }) => {
    const broker = await run('broker', 'runBroker', 'run')
    assert.deepEqual(broker.written, ['HELLO\n', 'BUY o1 US.AAPL 100\n'])
    const filled = { type: 'filled', orderId: 'o1', quantity: 100, price: 187.5 }
    assert.containsSubset(broker.orderEvents, [filled])
  })
})

test.group('links between the pages about plugins', () => {
  for (const page of readdirSync(DOCS).filter((name) => name.endsWith('.md'))) {
    test(`${page} leads to pages that are there`, ({ assert }) => {
      const text = readFileSync(join(DOCS, page), 'utf8')
      const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map((found) => found[1]!)
      const dead = links.filter((link) => !existsSync(join(dirname(join(DOCS, page)), link)))
      assert.deepEqual(dead, [])
    })
  }
})
