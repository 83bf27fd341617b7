import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from '@japa/runner'
import { PanelFiles, panelPlaces } from '#adapters/panel/panel_files.js'
import { panelPolicy } from '#adapters/panel/panel_policy.js'

const INLINE = 'window.__NUXT__={}'
const PAGE = `<title>1</title><script type="module" src="/_nuxt/a.js"></script><script>${INLINE}</script><script type="application/json">[1]</script>`

test.group('the files of the panel', (group) => {
  let root = ''
  group.each.setup(() => {
    root = mkdtempSync(join(tmpdir(), 'aq-panel-'))
    return () => rmSync(root, { recursive: true, force: true })
  })
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const build = (page: string, atSeconds: number) => {
    write('frontend/.output/public/200.html', page)
    write('frontend/.output/public/_nuxt/a.js', 'let a = 1\n'.repeat(100))
    write('frontend/.output/complete', '')
    utimesSync(join(root, 'frontend/.output/complete'), atSeconds, atSeconds)
  }

  test('there is no panel before a build is complete', async ({ assert }) => {
    const files = new PanelFiles(panelPlaces(root))
    assert.isNull(await files.current())
    write('frontend/.output/public/200.html', PAGE)
    assert.isNull(await files.current())
    build(PAGE, 1000)
    assert.equal((await files.current())?.page.bytes.toString(), PAGE)
  })

  test('a newer build takes the place of the old one, which serves until it is complete', async ({
    assert,
  }) => {
    const files = new PanelFiles(panelPlaces(root))
    build(PAGE, 1000)
    await files.current()
    rmSync(join(root, 'frontend/.output'), { recursive: true })
    assert.equal((await files.current())?.page.bytes.toString(), PAGE)
    build(`${PAGE}2`, 2000)
    assert.equal((await files.current())?.page.bytes.toString(), `${PAGE}2`)
  })

  test('a file has its type, is packed, and is found by its exact name alone', async ({
    assert,
  }) => {
    build(PAGE, 1000)
    write('secret', 'key')
    const built = (await new PanelFiles(panelPlaces(root)).current())!
    const script = built.file('/_nuxt/a.js')!
    assert.equal(script.type, 'text/javascript; charset=utf-8')
    assert.isTrue(script.isImmutable)
    assert.isBelow(script.packed!.length, script.bytes.length)
    for (const odd of ['/_nuxt/../_nuxt/a.js', '/../../../secret', '/_nuxt/A.js', '/_nuxt', '']) {
      assert.isUndefined(built.file(odd), odd)
    }
  })

  test('whoever makes it says how far it is; anything else said is nothing', ({ assert }) => {
    const files = new PanelFiles(panelPlaces(root))
    assert.deepEqual(files.progress(), { state: 'absent', note: null })
    write('.runtime/panel.json', '{"state":"failed","note":"no network"}')
    assert.deepEqual(files.progress(), { state: 'failed', note: 'no network' })
    for (const odd of ['', '{', 'null', '{"state":"<b>"}']) {
      write('.runtime/panel.json', odd)
      assert.deepEqual(files.progress(), { state: 'absent', note: null })
    }
  })

  test('the page may run its own inline scripts by their hashes and no other', ({ assert }) => {
    const hash = createHash('sha256').update(INLINE).digest('base64')
    assert.include(panelPolicy(PAGE), `script-src 'self' 'sha256-${hash}';`)
    assert.notInclude(panelPolicy(PAGE), 'unsafe')
  })
})
