import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { ALL_SETTINGS } from '#engine/settings/all_settings.js'
import { planChanges } from '#engine/settings/change_plan.js'
import { setting, count } from '#engine/settings/declaration.js'
import { readText, readValue } from '#engine/settings/read_value.js'
import { exportSettings, readSettingsFile } from '#engine/settings/settings_file.js'
import { SettingsDesk } from '#engine/settings/settings_desk.js'
import type { SettingRecords, SettingValue, StoredSetting } from '#ports/settings.js'
import { ROOT } from '#tests/support/data_folder.js'

const loss = setting({
  key: 'limits.lossMax',
  label: 'Loss',
  says: 'Most that may be lost.',
  kind: count('fraction', [0, 1]),
  default: 0.05,
  none: 'no limit',
})
const hours = setting({
  key: 'market.hours',
  label: 'Hours',
  says: 'When there are prices.',
  kind: { type: 'choice', choices: ['always', 'venue'] },
  default: 'always',
  variable: 'AQ_HOURS',
  holds: 'restart',
})
const secret = setting({
  key: 'redis.url',
  label: 'Redis',
  says: 'Shares prices.',
  kind: { type: 'text', lengthMax: 40, fault: (text) => (text.startsWith('r') ? null : 'no') },
  default: null,
  none: 'none',
  isSecret: true,
})

/** Settings in memory, as several processes of one database see them. */
class Shelf implements SettingRecords {
  readonly kept = new Map<string, StoredSetting>()
  readonly entries: unknown[] = []
  number = 0

  async all() {
    return { revision: this.number, settings: [...this.kept.values()] }
  }

  async revision() {
    return this.number
  }

  async write({ settings, entries, since }: Parameters<SettingRecords['write']>[0]) {
    if (since !== this.number) return false
    this.number++
    for (const one of settings) this.kept.set(one.key, one)
    this.entries.push(...entries)
    return true
  }
}

async function deskOver(records: Shelf, told: Readonly<Record<string, SettingValue>> = {}) {
  const desk = new SettingsDesk([loss, hours, secret], {
    records,
    environment: new Map(Object.entries(told)),
    seal: (value, key) => `${key}~${[...value].reverse().join('')}`,
    unseal: (sealed, key) =>
      sealed.startsWith(`${key}~`) ? [...sealed.slice(key.length + 1)].reverse().join('') : null,
    hide: () => {},
    now: () => 1_000,
  })
  await desk.refresh()
  return desk
}
const olga = { actor: 'user:1', from: '127.0.0.1' }

async function set(desk: SettingsDesk, key: string, value: unknown) {
  const plan = planChanges(desk, new Map([[key, { value }]]))
  if (!plan.ok) throw new Error(plan.failure[0]?.message)
  return desk.apply(plan.value, olga)
}

test.group('what a setting may be', () => {
  for (const [declaration, text, value] of [
    [loss, '5%', 0.05],
    [loss, ' 0.07 ', 0.07],
    [loss, 'none', null],
    [loss, '1e-2', 0.01],
    [hours, 'venue', 'venue'],
    [secret, 'none', null],
    [secret, 'redis', 'redis'],
  ] as const) {
    test(`"${text}" is read as a value of ${declaration.key}`, ({ assert }) => {
      const read = readText(declaration, text)
      assert.deepEqual(read, { ok: true, value })
    })
  }
  for (const [declaration, text] of [
    [loss, '101%'],
    [loss, '-1'],
    [loss, 'five'],
    [loss, '0x1'],
    [loss, '1 000'],
    [loss, ''],
    [loss, 'NaN'],
    [loss, 'Infinity'],
    [hours, 'Venue'],
    [hours, 'none'],
    [secret, 'x'],
    [secret, 'r'.repeat(41)],
    [secret, 'r\u0007'],
  ] as const) {
    test(`"${text.slice(0, 12)}" is refused for ${declaration.key}`, ({ assert }) => {
      assert.isFalse(readText(declaration, text).ok)
    })
  }
  test('values of another kind are refused: no text is taken for a number', ({ assert }) => {
    for (const value of ['0.05', true, {}, [], [1], undefined, NaN, Infinity]) {
      assert.isFalse(readValue(loss, value).ok, String(value))
    }
    assert.isFalse(readValue(hours, null).ok)
    assert.isFalse(readValue(secret, '').ok)
  })
  test('the refusal of a secret does not say it', ({ assert }) => {
    assert.notInclude(JSON.stringify(readValue(secret, 'hush-hush')), 'hush')
  })
})

test.group('where a value comes from', () => {
  test('the environment counts before the database, that before the default', async ({
    assert,
  }) => {
    const shelf = new Shelf()
    const desk = await deskOver(shelf)
    assert.equal(desk.value('market.hours'), 'always')
    await set(desk, 'market.hours', 'venue')
    assert.containsSubset(desk.row('market.hours'), { value: 'venue', source: 'database' })
    const next = await deskOver(shelf, { AQ_HOURS: 'always' })
    assert.containsSubset(next.row('market.hours'), { value: 'always', source: 'environment' })
    const refused = planChanges(next, new Map([['market.hours', { value: 'venue' }]]))
    assert.isFalse(refused.ok)
  })

  test('what holds after a restart does not hold before', async ({ assert }) => {
    const shelf = new Shelf()
    const desk = await deskOver(shelf)
    await set(desk, 'market.hours', 'venue')
    assert.equal(desk.value('market.hours'), 'always')
    assert.isTrue(desk.isWaiting(desk.row('market.hours')!))
    const next = await deskOver(shelf)
    assert.equal(next.value('market.hours'), 'venue')
    assert.isFalse(next.isWaiting(next.row('market.hours')!))
  })

  test('another process sees a change at its next look, and tells who watches', async ({
    assert,
  }) => {
    const shelf = new Shelf()
    const [one, other] = [await deskOver(shelf), await deskOver(shelf)]
    let times = 0
    const end = other.watch(() => times++)
    await set(one, 'limits.lossMax', 0.02)
    assert.equal(other.value('limits.lossMax'), 0.05)
    await other.refresh()
    assert.equal(other.value('limits.lossMax'), 0.02)
    await other.refresh()
    assert.equal(times, 1)
    end()
    await set(one, 'limits.lossMax', null)
    await other.refresh()
    assert.isNull(other.value('limits.lossMax'))
    assert.equal(times, 1)
  })

  test('of two who change at once the second is told so', async ({ assert }) => {
    const shelf = new Shelf()
    const [one, other] = [await deskOver(shelf), await deskOver(shelf)]
    await set(one, 'limits.lossMax', 0.02)
    assert.deepEqual(await set(other, 'limits.lossMax', 0.5), { ok: false, failure: 'overtaken' })
    assert.equal(other.value('limits.lossMax'), 0.02)
  })

  test('a stored value that cannot be does not count, and is said', async ({ assert }) => {
    const shelf = new Shelf()
    const kept = { setBy: 'x', setAtMs: 1, sealed: null }
    shelf.kept.set('limits.lossMax', { ...kept, key: 'limits.lossMax', value: 7 })
    shelf.kept.set('redis.url', {
      ...kept,
      key: 'redis.url',
      value: undefined,
      sealed: 'limits.lossMax~sider',
    })
    const desk = await deskOver(shelf)
    assert.equal(desk.value('limits.lossMax'), 0.05)
    assert.match(desk.row('limits.lossMax')?.fault ?? '', /from 0 to 1/)
    assert.isNull(desk.value('redis.url'))
    assert.match(desk.row('redis.url')?.fault ?? '', /does not open/)
    // It can be put back though it is at its default.
    const plan = planChanges(desk, new Map([['limits.lossMax', 'reset']]))
    assert.lengthOf(plan.ok ? plan.value : [], 1)
  })

  test('a secret is kept sealed, and neither its text nor its length is in the audit log', async ({
    assert,
  }) => {
    const shelf = new Shelf()
    const desk = await deskOver(shelf)
    await set(desk, 'redis.url', 'rhush')
    assert.equal(desk.value('redis.url'), 'rhush')
    assert.containsSubset(shelf.kept.get('redis.url'), { sealed: 'redis.url~hsuhr' })
    assert.isUndefined(shelf.kept.get('redis.url')?.value)
    assert.containsSubset(shelf.entries[0], { detail: { before: 'not set', after: 'set' } })
    assert.deepEqual(exportSettings(desk.rows).settings, {})
  })
})

test.group('files of settings', () => {
  for (const file of [
    null,
    [],
    'x',
    {},
    { form: 2, settings: {} },
    { form: 1 },
    { form: 1, settings: [] },
    { form: 1, settings: {}, more: 1 },
  ]) {
    test(`${JSON.stringify(file)} is none`, ({ assert }) => {
      assert.isFalse(readSettingsFile(file).ok)
    })
  }
  test('what was exported is taken, and changes nothing where it came from', async ({ assert }) => {
    const desk = await deskOver(new Shelf())
    await set(desk, 'limits.lossMax', 0.02)
    const file = exportSettings(desk.rows)
    assert.deepEqual(file, { form: 1, settings: { 'limits.lossMax': 0.02 } })
    const wanted = readSettingsFile(JSON.parse(JSON.stringify(file)))
    const plan = planChanges(desk, wanted.ok ? wanted.value : new Map())
    assert.deepEqual(plan, { ok: true, value: [] })
  })
})

test.group('everything that can be set', () => {
  test('has a key of its own, a default that it may have, and a variable of its own', ({
    assert,
  }) => {
    const keys = ALL_SETTINGS.map(({ key }) => key)
    assert.equal(new Set(keys).size, keys.length)
    const variables = ALL_SETTINGS.flatMap(({ variable }) => variable ?? [])
    assert.equal(new Set(variables).size, variables.length)
    for (const one of ALL_SETTINGS) {
      assert.match(one.key, /^[a-z]+\.[a-z][A-Za-z]+$/)
      assert.isTrue(readValue(one, one.default).ok, one.key)
      assert.isTrue(!one.isFixed || one.variable !== null, one.key)
    }
  })

  test('is in the panel in both languages, in English with the same words', ({ assert }) => {
    const read = (language: string) =>
      JSON.parse(
        readFileSync(join(ROOT, `frontend/i18n/locales/${language}/settings.json`), 'utf8')
      ) as { settings: { item: Record<string, Record<string, { label: string; says: string }>> } }
    for (const { key, label, says } of ALL_SETTINGS) {
      const [section = '', name = ''] = key.split('.')
      assert.deepEqual(read('en').settings.item[section]?.[name], { label, says }, key)
      assert.isString(read('zh-CN').settings.item[section]?.[name]?.label, key)
    }
  })

  test('is on its page of the documentation', ({ assert }) => {
    const page = readFileSync(join(ROOT, 'docs/settings.md'), 'utf8')
    for (const { key, variable } of ALL_SETTINGS) {
      assert.include(page, `\`${key}\``)
      if (variable !== null) assert.include(page, `\`${variable}\``)
    }
  })
})
