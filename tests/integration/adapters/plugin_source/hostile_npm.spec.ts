import { test } from '@japa/runner'
import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { integrityOf } from '#adapters/plugin_source/integrity.js'
import { NpmSource } from '#adapters/plugin_source/npm_source.js'
import type { SourceFailure } from '#ports/plugin_source.js'
import { SmallServer } from '#tests/support/small_server.js'

const NAME = 'aq-plugin-sample'
const ARCHIVE = Buffer.alloc(40_000, 'honest bytes ')

test.group('npm registry that is broken or hostile', () => {
  type Answer = (response: ServerResponse, address: string) => void

  /** The document of a package with one version, whose `dist` is as given. */
  function packument(address: string, dist: object = {}, over: object = {}): string {
    const tarball = `${address}${NAME}/-/${NAME}-1.0.0.tgz`
    const full = { tarball, integrity: integrityOf(ARCHIVE), ...dist }
    const version = { name: NAME, version: '1.0.0', dist: full }
    return JSON.stringify({
      'name': NAME,
      'dist-tags': { latest: '1.0.0' },
      'versions': { '1.0.0': version },
      ...over,
    })
  }

  /** Installs from a server that answers so; tells the failure and what was asked. */
  async function attempt(answers: { document?: Answer; archive?: Answer; timeoutMs?: number }) {
    const server = await SmallServer.start((request, response, address) => {
      const isArchive = request.url?.includes('.tgz') === true
      const answer = isArchive ? answers.archive : answers.document
      if (answer !== undefined) answer(response, address)
      else response.end(isArchive ? ARCHIVE : packument(address))
    })
    const started = performance.now()
    try {
      const { timeoutMs = 5000 } = answers
      const npm = new NpmSource({
        registry: server.address,
        timeoutMs,
      })
      const resolved = await npm.resolve({ type: 'npm', spec: NAME })
      if (!resolved.ok) return { ...answered(resolved.failure), at: 'resolve', asked: server.asked }
      const { source } = resolved.value
      if (source.type !== 'npm') throw new Error('another source')
      const fetched = await npm.fetch({ ...resolved.value, source })
      if (fetched.ok) return { code: 'none', message: '', at: 'none', ms: 0, asked: server.asked }
      return { ...answered(fetched.failure), at: 'fetch', asked: server.asked }
    } finally {
      await server.stop()
    }
    function answered({ code, message }: SourceFailure) {
      return { code, message, ms: performance.now() - started }
    }
  }

  test('an honest small server passes', async ({ assert }) => {
    assert.equal((await attempt({})).code, 'none')
  })

  test('other bytes than the document promises', async ({ assert }) => {
    const seen = await attempt({
      archive: (response) => response.end(Buffer.alloc(40_000, 'evil')),
    })
    assert.deepInclude(seen, { code: 'integrity_mismatch', at: 'fetch' })
    assert.match(seen.message, /gave other bytes than promised/)
  })

  test('an integrity that fits nothing', async ({ assert }) => {
    const integrity = integrityOf(Buffer.from('other'))
    const seen = await attempt({
      document: (response, address) => response.end(packument(address, { integrity })),
    })
    assert.deepInclude(seen, { code: 'integrity_mismatch', at: 'fetch' })
  })

  for (const [name, dist] of [
    ['no integrity', { integrity: undefined }],
    ['a weak integrity', { integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }],
    [
      'only a shasum',
      { integrity: undefined, shasum: createHash('sha1').update(ARCHIVE).digest('hex') },
    ],
    ['an integrity that is no text', { integrity: 7 }],
    ['an archive at no address', { tarball: 'file:///etc/passwd' }],
    ['an archive of another kind of address', { tarball: 'git+ssh://git@example.com/x.git' }],
    ['an archive that is no address', { tarball: '../../etc/passwd' }],
  ] as const) {
    test(`${name} is refused before anything is fetched`, async ({ assert }) => {
      const seen = await attempt({
        document: (response, address) => response.end(packument(address, dist)),
      })
      assert.deepInclude(seen, { code: 'index_invalid', at: 'resolve' })
      assert.lengthOf(seen.asked, 1)
    })
  }

  test('half an archive', async ({ assert }) => {
    const seen = await attempt({
      archive: (response) => {
        response.writeHead(200, { 'content-length': ARCHIVE.length })
        response.write(ARCHIVE.subarray(0, 20_000))
        setTimeout(() => response.destroy(), 20)
      },
    })
    assert.oneOf(seen.code, ['integrity_mismatch', 'unreachable'])
    assert.equal(seen.at, 'fetch')
  })

  test('half a document', async ({ assert }) => {
    const seen = await attempt({
      document: (response, address) => {
        response.writeHead(200, { 'content-length': 10_000 })
        response.write(packument(address).slice(0, 50))
        setTimeout(() => response.destroy(), 20)
      },
    })
    assert.deepInclude(seen, { code: 'unreachable', at: 'resolve' })
  })

  test('an archive that never ends is cut off at 5 MB', async ({ assert }) => {
    let sent = 0
    const seen = await attempt({
      archive: (response) => {
        const chunk = Buffer.alloc(256 * 1024)
        const more = () => {
          if (response.destroyed) return
          sent += chunk.length
          response.write(chunk, () => setImmediate(more))
        }
        more()
      },
    })
    assert.deepInclude(seen, { code: 'too_large', at: 'fetch' })
    assert.isBelow(sent, 40 * 2 ** 20)
  })

  test('an archive that unpacks itself into gigabytes is cut off', async ({ assert }) => {
    const bomb = gzipSync(Buffer.alloc(200 * 2 ** 20))
    const before = process.memoryUsage().rss
    const seen = await attempt({
      archive: (response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' })
        response.end(bomb)
      },
    })
    assert.deepInclude(seen, { at: 'fetch' })
    assert.oneOf(seen.code, ['too_large', 'integrity_mismatch'])
    assert.isBelow(process.memoryUsage().rss - before, 150 * 2 ** 20)
  })

  test('a document of 100 MB is cut off', async ({ assert }) => {
    const seen = await attempt({
      document: (response) => {
        const chunk = Buffer.alloc(2 ** 20, ' ')
        let left = 100
        const more = () => {
          if (response.destroyed || left-- === 0) return response.end()
          response.write(chunk, () => setImmediate(more))
          return undefined
        }
        more()
      },
    })
    assert.deepInclude(seen, { code: 'too_large', at: 'resolve' })
  })

  test('a document that unpacks itself into gigabytes is cut off', async ({ assert }) => {
    const bomb = gzipSync(Buffer.alloc(200 * 2 ** 20, ' '))
    const seen = await attempt({
      document: (response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' })
        response.end(bomb)
      },
    })
    assert.deepInclude(seen, { code: 'too_large', at: 'resolve' })
  })

  test('a registry that sends an archive drop by drop is given up', async ({ assert }) => {
    const seen = await attempt({
      timeoutMs: 1000,
      archive: (response) => {
        response.writeHead(200, { 'content-length': ARCHIVE.length })
        const drip = setInterval(() => response.write(' '), 50)
        response.once('close', () => clearInterval(drip))
      },
    })
    assert.deepInclude(seen, { code: 'unreachable', at: 'fetch' })
    assert.match(seen.message, /took longer than 1 s/)
    assert.isBelow(seen.ms, 3000)
  })

  test('a registry that says nothing is given up', async ({ assert }) => {
    const seen = await attempt({ timeoutMs: 600, document: () => undefined })
    assert.deepInclude(seen, { code: 'unreachable', at: 'resolve' })
    assert.match(seen.message, /took longer than 0\.6 s/)
    assert.isBelow(seen.ms, 3000)
  })

  for (const status of [500, 503]) {
    test(`a registry that answers ${status} is asked three times`, async ({ assert }) => {
      const seen = await attempt({ document: (response) => void response.writeHead(status).end() })
      assert.deepInclude(seen, { code: 'unreachable', at: 'resolve' })
      assert.match(seen.message, new RegExp(`answered ${status}`))
      assert.lengthOf(seen.asked, 3)
    })
  }

  test('a registry that fails once and then answers is good enough', async ({ assert }) => {
    let count = 0
    const seen = await attempt({
      archive: (response) => {
        count += 1
        if (count === 1) response.writeHead(502).end()
        else response.end(ARCHIVE)
      },
    })
    assert.equal(seen.code, 'none')
    assert.equal(count, 2)
  })

  test('an archive that is announced and not there', async ({ assert }) => {
    const seen = await attempt({ archive: (response) => void response.writeHead(404).end() })
    assert.deepInclude(seen, { code: 'not_found', at: 'fetch' })
  })

  for (const to of [
    'http://169.254.169.254/latest/meta-data/',
    'http://127.0.0.1:9/x',
    'https://example.com/x.tgz',
  ]) {
    test(`sends on to ${to}: nobody goes there`, async ({ assert }) => {
      const sendOn = (response: ServerResponse) =>
        void response.writeHead(302, { location: to }).end()
      const document = await attempt({ document: sendOn })
      assert.deepInclude(document, { code: 'unreachable', at: 'resolve' })
      assert.include(document.message, 'redirects are not followed')
      const archive = await attempt({ archive: sendOn })
      assert.deepInclude(archive, { code: 'unreachable', at: 'fetch' })
      assert.include(archive.message, 'redirects are not followed')
    })
  }

  test('an archive of another server is asked of the registry itself', async ({ assert }) => {
    const tarball = `http://169.254.169.254/${NAME}/-/${NAME}-1.0.0.tgz`
    const seen = await attempt({
      document: (response, address) => response.end(packument(address, { tarball })),
    })
    assert.equal(seen.code, 'none')
    assert.deepEqual(seen.asked, [`/${NAME}`, `/${NAME}/-/${NAME}-1.0.0.tgz`])
  })

  test('a path that names another server is refused', async ({ assert }) => {
    const seen = await attempt({
      document: (response, address) =>
        response.end(packument(address, { tarball: 'https://a.example//169.254.169.254/x.tgz' })),
    })
    assert.deepInclude(seen, { code: 'index_invalid', at: 'resolve' })
  })

  for (const [name, text] of [
    ['no JSON', '<html>welcome</html>'],
    ['a list', '[]'],
    ['another package', JSON.stringify({ name: 'aq-plugin-other', versions: {} })],
    ['no versions', JSON.stringify({ name: NAME })],
    ['bytes that are no text', '\ud800'],
  ] as const) {
    test(`a document with ${name}`, async ({ assert }) => {
      const seen = await attempt({ document: (response) => response.end(text) })
      assert.deepInclude(seen, { code: 'index_invalid', at: 'resolve' })
    })
  }

  test('versions that lie about themselves do not exist', async ({ assert }) => {
    const seen = await attempt({
      document: (response, address) => {
        const good = JSON.parse(packument(address)) as {
          versions: Record<string, { name: string }>
        }
        good.versions['1.0.0']!.name = 'aq-plugin-other'
        response.end(JSON.stringify(good))
      },
    })
    assert.deepInclude(seen, { code: 'not_found', at: 'resolve' })
  })

  test('what a registry says cannot play tricks on a screen', async ({ assert }) => {
    const evil = '\u001b[2J\u009b2J\u202e'
    const seen = await attempt({
      document: (response, address) => {
        const good = JSON.parse(packument(address)) as { 'versions': object; 'dist-tags': object }
        response.end(
          JSON.stringify({
            ...good,
            'versions': { [`1.0.0${evil}`]: { name: NAME, version: `1.0.0${evil}` } },
            'dist-tags': { latest: evil, [evil]: '1.0.0' },
          })
        )
      },
    })
    assert.deepInclude(seen, { code: 'not_found', at: 'resolve' })
    const moved = await attempt({
      document: (response) => void response.writeHead(302, { location: '/\u009b2J\u00ad' }).end(),
    })
    const named = await attempt({
      document: (response) => response.end(JSON.stringify({ name: evil, versions: {} })),
    })
    for (const { message } of [seen, moved, named]) assert.match(message, /^[ -~]+$/)
  })

  test('a version that was published anew between two steps is refused', async ({ assert }) => {
    const server = await SmallServer.start((request, response, address) => {
      response.end(request.url?.endsWith('.tgz') ? Buffer.from('new bytes') : packument(address))
    })
    try {
      const npm = new NpmSource({ registry: server.address })
      const resolved = await npm.resolve({ type: 'npm', spec: NAME })
      if (!resolved.ok || resolved.value.source.type !== 'npm') throw new Error('not resolved')
      const { source } = resolved.value
      const fetched = await npm.fetch({ ...resolved.value, source })
      assert.isFalse(fetched.ok)
    } finally {
      await server.stop()
    }
  })

  test('what is given up stops at once', async ({ assert }) => {
    const server = await SmallServer.start((request, response, address) => {
      if (request.url?.endsWith('.tgz') !== true) response.end(packument(address))
    })
    try {
      const npm = new NpmSource({ registry: server.address })
      const resolved = await npm.resolve({ type: 'npm', spec: NAME })
      if (!resolved.ok || resolved.value.source.type !== 'npm') throw new Error('not resolved')
      const stop = new AbortController()
      const started = performance.now()
      const { source } = resolved.value
      const fetching = npm.fetch({ ...resolved.value, source }, stop.signal)
      await sleep(100)
      stop.abort()
      const fetched = await fetching
      assert.isBelow(performance.now() - started, 1500)
      assert.isFalse(fetched.ok)
      if (!fetched.ok) assert.match(fetched.failure.message, /was given up$/)
    } finally {
      await server.stop()
    }
  })
})
