import { join } from 'node:path'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { test } from '@japa/runner'
import { clusterPaths, dataDirectory } from '#adapters/database/cluster_paths.js'

test.group('where the product stores things', (group) => {
  const checkout = mkdtempSync(join(tmpdir(), 'aq-paths-'))
  mkdirSync(join(checkout, 'build'))
  writeFileSync(join(checkout, 'adonisrc.ts'), '')
  group.teardown(() => rmSync(checkout, { recursive: true }))

  test('in storage/ of the checkout', ({ assert }) => {
    assert.equal(dataDirectory(checkout, undefined), join(checkout, 'storage'))
  })

  test('a build uses the storage of its checkout, for every build empties its folder', ({
    assert,
  }) => {
    assert.equal(dataDirectory(join(checkout, 'build'), undefined), join(checkout, 'storage'))
  })

  test('a build that was copied elsewhere has its own', ({ assert }) => {
    assert.equal(dataDirectory('/srv/build', undefined), '/srv/build/storage')
  })

  test('AQ_DATA_DIR wins; a relative one is taken from the checkout', ({ assert }) => {
    assert.equal(dataDirectory(checkout, '/var/lib/aq'), '/var/lib/aq')
    assert.equal(dataDirectory(checkout, 'elsewhere'), join(checkout, 'elsewhere'))
  })

  test('the cluster folder carries the major version, so that a newer one starts beside it', ({
    assert,
  }) => {
    assert.equal(clusterPaths('/data').home, '/data/postgres/18')
  })
})
