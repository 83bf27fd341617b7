import { test } from '@japa/runner'
import { FollowedIndexes } from '#engine/plugin_registry/followed_indexes.js'
import { offeredLines, offeredPlugin } from '#engine/plugin_registry/offered_plugin.js'
import type { RegistryIndex } from '#engine/plugin_registry/index_document.js'
import { ok } from '#kernel/values/result.js'
import type { FollowedRegistry } from '#ports/plugin_registry.js'
import {
  DAY,
  followed,
  NOON,
  sampleIndex,
  samplePlugin,
  sampleVersion,
} from '#tests/support/sample_index.js'

const PLATFORM = { aq: '0.1.0', sdk: 0 }

function offered(id: string, index: RegistryIndex, over: Partial<FollowedRegistry> = {}) {
  const indexes = new FollowedIndexes(
    {
      records: {
        list: async () => [followed(index, over)],
        save: () => Promise.reject(new Error('nothing is written')),
        remove: () => Promise.reject(new Error('nothing is written')),
      },
      reader: {
        locate: (given) => ok(given),
        read: () => Promise.reject(new Error('nothing is fetched')),
        archiveLocation: (location, archive) => ok(new URL(archive, location).href),
      },
      audit: {} as never,
      now: () => NOON,
    },
    PLATFORM
  )
  return offeredPlugin(id, indexes, PLATFORM)
}

test.group('what registries say of a plugin', () => {
  test('shows publisher, level, versions, permissions and how to install', async ({ assert }) => {
    const versions = [
      sampleVersion('1.2.0', { permissions: ['market-data:read@US.*/1d', 'orders:signal'] }),
      sampleVersion('1.10.0-rc.1'),
      sampleVersion('0.9.0'),
    ]
    const entry = await offered(
      'momentum_pro',
      sampleIndex({ plugins: [samplePlugin({ versions })] })
    )
    assert.containSubset(entry, {
      installs: '1.2.0',
      refusal: null,
      offers: [{ level: 'verified', versions: [{ version: '1.10.0-rc.1' }, { version: '1.2.0' }] }],
    })
    const text = offeredLines(entry!).join('\n')
    for (const part of [
      'momentum_pro (strategy) is not installed; Sample registry offers it',
      'publisher Quants United (quants)',
      'level     verified',
      '  1.2.0 of 2026-01-30',
      'market-data:read@US.*/1d: may see bars of 1d of every symbol of the market US',
      'orders:signal: may say what it wants',
      'plugin:install momentum_pro installs 1.2.0',
    ]) {
      assert.include(text, part)
    }
  })

  test('is nothing when nobody offers it', async ({ assert }) => {
    assert.isNull(await offered('momentum', sampleIndex()))
  })

  test('a registry says no more than it may', async ({ assert }) => {
    const index = sampleIndex({ plugins: [samplePlugin({ level: 'official' })] })
    assert.equal((await offered('momentum_pro', index))?.offers[0]?.level, 'verified')
  })

  test('says why {name}')
    .with([
      {
        name: 'a blocked plugin is not installed',
        over: {
          blocked: [
            ...[{ id: 'momentum_pro', versions: null, range: null, keyId: null }].map((one) => ({
              ...one,
              reason: 'Steals.',
              sinceMs: NOON,
            })),
          ],
        },
        at: NOON + DAY,
        says: /1\.0\.0 of .*is blocked by the registry .*Steals[^]*It cannot be installed: .*Steals/,
      },
      {
        name: 'a version does not fit',
        over: {
          plugins: [
            samplePlugin({
              versions: [
                sampleVersion('2.0.0', { engines: { aq: '>=9', sdk: 0 } }),
                sampleVersion('1.0.0'),
              ],
            }),
          ],
        },
        at: NOON + DAY,
        says: /2\.0\.0 of .*needs AQ Trading >=9[^]*installs 1\.0\.0/,
      },
      {
        name: 'an index that has expired installs nothing',
        over: {},
        at: NOON - 1,
        says: /It cannot be installed: the index at .* expired/,
      },
    ])
    .run(async ({ assert }, { over, at, says }) => {
      const entry = await offered('momentum_pro', sampleIndex(over), { expiresAtMs: at })
      assert.match(offeredLines(entry!).join('\n'), says)
    })

  test('writes nothing to a terminal that is not to be seen', async ({ assert }) => {
    const entry = (await offered('momentum_pro', sampleIndex()))!
    const evil = 'Red \u001b[31m\u202e\u0007'
    const offers = entry.offers.map((one) => ({
      ...one,
      ...{ name: evil, description: evil, kind: evil, registryName: evil, registry: evil },
      publisher: { id: evil, name: evil, keyId: evil },
      permissions: [{ id: evil, words: 'asks for something unknown' }],
      versions: [{ version: evil, publishedAtMs: NOON, keyId: evil, fault: evil }],
    }))
    const lines = offeredLines({ ...entry, offers, installs: null, refusal: evil })
    for (const line of lines) assert.notMatch(line, /[\p{Cc}\p{Cf}]/u)
  })
})
