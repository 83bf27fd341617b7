import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { checkManifest } from '#engine/plugin/check_manifest.js'
import {
  createStrategy,
  type CreationPorts,
  type StrategyWish,
} from '#engine/trading/strategies/create_strategy.js'
import { err, ok } from '#kernel/values/result.js'
import type { Instrument } from '#kernel/instrument/instrument.js'
import type { NewStrategy } from '#ports/strategy_records.js'
import type { AccountRow } from '#ports/trading_records.js'
import { ROOT } from '../../../../support/data_folder.js'
import { SHARE } from '../../../../support/trading_account.js'

const ACCOUNT = { name: 'paper', environment: 'paper' } as AccountRow
const INSTRUMENTS: readonly Instrument[] = [
  SHARE,
  { ...SHARE, symbol: 'US.MSFT' },
  { ...SHARE, symbol: 'US.SPX', assetClass: 'index' },
  { ...SHARE, symbol: 'HK.00700', venue: 'HK' },
]

/** Ports that know the shipped plugins, some of them changed. */
function ports(change: (manifest: Record<string, unknown>) => void = () => {}) {
  const written: NewStrategy[] = []
  const all: CreationPorts = {
    records: {
      create: async (strategy) => {
        if (written.some(({ name }) => name === strategy.name)) return false
        written.push(strategy)
        return true
      },
    },
    store: {
      findInstrument: async (symbol) => INSTRUMENTS.find((one) => one.symbol === symbol) ?? null,
    },
    clock: { nowMs: () => 1_000 },
    manifest: async (plugin) => {
      const path = join(ROOT, 'plugins/examples', plugin, 'aq-plugin.json')
      const manifest = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
      change(manifest)
      const checked = checkManifest(JSON.stringify(manifest))
      return checked.ok ? ok(checked.value) : err(JSON.stringify(checked.failure))
    },
  }
  return { written, all }
}

function wish(over: Partial<StrategyWish> = {}): StrategyWish {
  return {
    plugin: 'momentum',
    name: undefined,
    symbols: ['US.AAPL', 'US.MSFT', 'US.AAPL'],
    timeframe: undefined,
    parameters: { fast: '5' },
    environment: 'paper',
    actor: 'cli:me',
    ...over,
  }
}

test.group('createStrategy', () => {
  test('writes it down with the bounds that its manifest declares', async ({ assert }) => {
    const { all, written } = ports((manifest) => {
      manifest.risk = { shortAllowed: true, leverageMax: 2, maxPositionPct: 30 }
    })
    const created = await createStrategy(wish(), ACCOUNT, all)
    assert.isTrue(created.ok)
    assert.deepEqual(written, [
      {
        account: 'paper',
        name: 'momentum',
        plugin: 'momentum',
        environment: 'paper',
        timeframe: '1d',
        symbols: ['US.AAPL', 'US.MSFT'],
        parameters: { fast: '5' },
        settings: {
          id: 'momentum',
          shortAllowed: true,
          leverageMax: 2,
          positionFractionMax: 0.3,
        },
        createdBy: 'cli:me',
        createdMs: 1_000,
      },
    ])
    const again = await createStrategy(wish(), ACCOUNT, all)
    assert.include(again.ok ? '' : again.failure, 'has a strategy momentum already')
  })

  test('takes the timeframe that a plugin is made for', async ({ assert }) => {
    const { all } = ports((manifest) => {
      manifest.subscriptions = { timeframes: ['1h', '15m'], maxSymbols: 2 }
    })
    const created = await createStrategy(wish(), ACCOUNT, all)
    assert.equal(created.ok && created.value.timeframe, '1h')
    const other = await createStrategy(wish({ timeframe: '1d' }), ACCOUNT, all)
    assert.include(other.ok ? '' : other.failure, 'made for 1h, 15m bars, not for 1d')
    const many = ['US.AAPL', 'US.MSFT', 'HK.00700']
    const crowded = await createStrategy(wish({ symbols: many }), ACCOUNT, all)
    assert.include(crowded.ok ? '' : crowded.failure, 'at most 2 symbols, not 3')
  })

  for (const [over, words] of [
    [{ symbols: [] }, '--symbols must name at least one'],
    [{ symbols: ['US.NONE'] }, 'US.NONE is not known'],
    [{ symbols: ['US.SPX'] }, 'it is an index'],
    [{ plugin: 'sector_cap' }, 'kind risk-rule, not a strategy'],
    [{ parameters: { fast: '0' } }, 'fast must be a whole number from 1 to 500 (bars), was "0"'],
    [{ parameters: { fast: '1.5' } }, 'fast must be a whole number'],
    [{ parameters: { fest: '3' } }, 'no parameter "fest"'],
    [{ environment: 'live' }, 'an account of paper, not of live'],
    [{ environment: 'example' }, '--env must be paper or live'],
    [{ environment: 'moon' }, '--env must be paper or live, was "moon"'],
    [{ timeframe: '2d' }, '--timeframe must be one of 1m'],
    [{ name: 'manual' }, "a strategy's name is"],
    [{ name: 'Über' }, "a strategy's name is"],
    [{ name: 'a'.repeat(41) }, "a strategy's name is"],
  ] as [Partial<StrategyWish>, string][]) {
    test(`refuses ${JSON.stringify(over)}`, async ({ assert }) => {
      const { all, written } = ports()
      const created = await createStrategy(wish(over), ACCOUNT, all)
      assert.include(created.ok ? '' : created.failure, words)
      assert.isEmpty(written)
    })
  }

  test('refuses a market that the plugin is not made for', async ({ assert }) => {
    const { all } = ports((manifest) => {
      manifest.markets = ['US']
      manifest.assetClasses = ['etf']
    })
    const far = await createStrategy(wish({ symbols: ['HK.00700'] }), ACCOUNT, all)
    assert.include(far.ok ? '' : far.failure, 'its markets are US')
    const other = await createStrategy(wish({ symbols: ['US.AAPL'] }), ACCOUNT, all)
    assert.include(other.ok ? '' : other.failure, 'it trades etf')
  })
})
