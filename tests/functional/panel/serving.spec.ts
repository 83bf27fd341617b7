import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { DataFolder } from '#tests/support/data_folder.js'
import { startServer } from '#tests/support/process.js'

test.group('the panel, served', (group) => {
  const folder = new DataFolder()
  const root = mkdtempSync(join(tmpdir(), 'aq-panel-'))
  let address = ''
  group.setup(async () => {
    const server = await startServer({ ...folder.environment, AQ_PANEL_ROOT: root })
    address = server.address
    return async () => {
      process.kill(server.pid, 'SIGTERM')
      await server.ended
      folder.remove()
      rmSync(root, { recursive: true, force: true })
    }
  })
  const text = async (path: string) => (await fetch(`${address}${path}`)).text()
  /** Sends the path as it is; fetch would tidy it. */
  const raw = (path: string) =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      const call = request(address, { path }, (response) => {
        let body = ''
        response.on('data', (chunk) => (body += chunk))
        response.on('end', () => resolve({ status: response.statusCode!, body }))
      })
      call.once('error', reject)
      call.end()
    })

  test('a page that tells nothing else stands in for it, says how far it is, and the panel takes over when it is built', async ({
    assert,
  }) => {
    const front = await text('/')
    assert.include(front, 'The panel is not built')
    for (const word of ['PostgreSQL', 'Prices', 'Backtests']) assert.notInclude(front, word)
    mkdirSync(join(root, '.runtime'))
    writeFileSync(join(root, '.runtime', 'panel.json'), '{"state":"building"}')
    const home = await text('/')
    assert.include(home, 'The panel is being built')
    assert.include(home, 'http-equiv="refresh"')
    assert.equal((await fetch(`${address}/orders`)).status, 404)

    const output = join(root, 'frontend', '.output')
    mkdirSync(join(output, 'public', '_nuxt'), { recursive: true })
    writeFileSync(join(output, 'public', '200.html'), '<title>panel</title><script>1</script>')
    writeFileSync(join(output, 'public', '_nuxt', 'a.js'), 'let a = 1\n'.repeat(200))
    writeFileSync(join(root, 'outside'), 'secret')
    writeFileSync(join(output, 'complete'), '')
    assert.include(await text('/'), '<title>panel')
    assert.include(await text('/orders/any'), '<title>panel')
  })

  test('the page may run its own scripts and call this host, nothing else', async ({ assert }) => {
    const page = await fetch(`${address}/orders`)
    const policy = page.headers.get('content-security-policy') ?? ''
    assert.match(policy, /default-src 'none'; script-src 'self' 'sha256-[^' ]+'; style-src 'self';/)
    assert.include(policy, "connect-src 'self'")
    assert.include(policy, "frame-ancestors 'none'")
    assert.notInclude(policy, 'unsafe')
    assert.equal(page.headers.get('cache-control'), 'no-cache')
    assert.equal(page.headers.get('x-content-type-options'), 'nosniff')
  })

  test('files are kept for ever, packed, and asked for by their mark', async ({ assert }) => {
    const script = await fetch(`${address}/_nuxt/a.js`)
    assert.match(script.headers.get('cache-control') ?? '', /immutable/)
    assert.equal(script.headers.get('content-encoding'), 'gzip')
    assert.match(script.headers.get('content-type') ?? '', /^text\/javascript/)
    assert.equal(await script.text(), 'let a = 1\n'.repeat(200))
    const etag = script.headers.get('etag')!
    const again = await fetch(`${address}/_nuxt/a.js`, { headers: { 'if-none-match': etag } })
    assert.equal(again.status, 304)
  })

  test('what is missing is no page, what is outside is nothing, and the API stays the API', async ({
    assert,
  }) => {
    for (const path of ['/_nuxt/gone.js', '/_nuxt/gone', '/logo.png', '/200.html']) {
      assert.equal((await raw(path)).status, 404, path)
    }
    for (const path of ['/../outside', '/..%2foutside', '/_nuxt/../../../outside', '/%00']) {
      assert.notInclude((await raw(path)).body, 'secret', path)
    }
    const answer = await fetch(`${address}/api/v1/nothing`)
    assert.equal(answer.status, 404)
    assert.match(answer.headers.get('content-type') ?? '', /problem\+json/)
  })
})
