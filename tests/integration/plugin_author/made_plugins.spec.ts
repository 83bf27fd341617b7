import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { test } from '@japa/runner'
import { EsbuildPluginBundler } from '#adapters/bundle/bundle_plugin.js'
import { ChildTypeChecker } from '#adapters/typecheck/child_type_checker.js'
import { checkManifest } from '#engine/plugin/check_manifest.js'
import { checkSources } from '#engine/plugin_author/check_sources.js'
import { createPlugin } from '#engine/plugin_author/create_plugin.js'
import { TEMPLATE_KINDS } from '#engine/plugin_author/template/template.js'
import { ROOT } from '../../support/data_folder.js'
import { startNode } from '../../support/process.js'

/** Runs one spec file as a person's test runner would. */
const RUNNER = `import 'reflect-metadata'
import { assert } from '@japa/assert'
import { configure, run } from '@japa/runner'
configure({ plugins: [assert()], files: [process.argv[2]], forceExit: false })
await run()
`

test.group('a plugin as it was made', (group) => {
  let folder = ''
  let checker: ChildTypeChecker
  let bundler: EsbuildPluginBundler
  group.each.timeout(60_000)
  group.setup(() => {
    // Inside the checkout, so that the spec finds the test runner as that of an example does.
    mkdirSync(join(ROOT, 'tmp'), { recursive: true })
    folder = mkdtempSync(join(ROOT, 'tmp/made-'))
    checker = new ChildTypeChecker({ root: ROOT, cacheFolder: join(folder, 'cache') })
    bundler = new EsbuildPluginBundler({ root: ROOT, cacheFolder: join(folder, 'bundles') })
    writeFileSync(join(folder, 'run.mjs'), RUNNER)
    return async () => {
      await checker.close()
      rmSync(folder, { recursive: true, force: true })
    }
  })

  for (const kind of TEMPLATE_KINDS) {
    test(`${kind}: manifest, types, bundle and spec pass, and it says how to go on`, async ({
      assert,
    }) => {
      const id = `my-${kind}`
      const title = `It's "my" ${kind}`
      const made = await createPlugin({ root: ROOT, id, kind, title, parent: folder })
      assert.isTrue(made.ok, made.ok ? '' : made.failure.message)

      const manifest = checkManifest(readFileSync(join(folder, id, 'aq-plugin.json'), 'utf8'))
      assert.isTrue(manifest.ok, manifest.ok ? '' : JSON.stringify(manifest.failure))
      assert.containsSubset(manifest.ok && manifest.value, { id, kind, name: title })
      for (const { reason } of manifest.ok ? manifest.value.permissions : []) {
        assert.isAbove(reason.length, 20)
      }

      const checked = await checkSources(join(folder, id), folder, {
        bundler,
        typeChecker: checker,
      })
      assert.deepEqual(checked.ok ? [] : checked.failure, [])

      const spec = relative(ROOT, join(folder, id, 'tests', `${id}.spec.ts`))
      const { code, stdout, stderr } = await startNode(
        ['--import=./bin/typescript.mjs', join(folder, 'run.mjs'), spec],
        process.env
      ).ended
      assert.equal(code, 0, stdout + stderr)
      assert.match(stdout, /Tests +[1-9] passed/)
      assert.include(readFileSync(join(folder, id, 'README.md'), 'utf8'), 'node ace plugin:dev')
    })
  }

  test('shows names of files that hold commands of a terminal as text', async ({ assert }) => {
    const made = await createPlugin({ root: ROOT, id: 'loud-names', parent: folder })
    assert.isTrue(made.ok)
    const source = join(folder, 'loud-names', 'src')
    writeFileSync(join(source, 'a\n\u001b[31mred.ts'), 'export const a: number = "b"\n')
    const index = join(source, 'index.ts')
    writeFileSync(index, `import './a\\n\\u001b[2J.js'\n${readFileSync(index, 'utf8')}`)
    const checked = await checkSources(join(folder, 'loud-names'), folder, {
      bundler,
      typeChecker: checker,
    })
    const lines = checked.ok ? [] : checked.failure
    assert.equal(
      lines[0],
      String.raw`loud-names/src/index.ts:1:8: "./a\u000a\u001b[2J.js" was not found`
    )
    assert.include(lines.join('\n'), String.raw`loud-names/src/a\u000a\u001b[31mred.ts:1:14: Type`)
    assert.notInclude(lines.join(''), '\u001b')
  })
})
