import { test } from '@japa/runner'
import { VirtualClock } from '#adapters/clock/virtual_clock.js'
import { emptyBook, stateOf } from '#engine/trading/account_book.js'
import { BatchDraft } from '#engine/trading/batch_draft.js'
import { rebuild } from '#engine/trading/rebuild.js'
import { Sequencer } from '#engine/trading/sequencer.js'
import type { JournalEntry } from '#ports/journal.js'
import { MemoryJournal } from '#tests/support/memory_journal.js'
import { quote } from '#tests/support/ticks.js'
import { accountSettings, SHARE } from '#tests/support/trading_account.js'

const NOW = 1_700_000_000_000
const OTHER = { ...SHARE, symbol: 'US.MSFT' }

async function opened() {
  const clock = new VirtualClock(NOW)
  const journal = new MemoryJournal(1)
  const draft = new BatchDraft(emptyBook('unit'), 1)
  const settings = { ...accountSettings('unit'), instruments: [SHARE, OTHER] }
  draft.add({ type: 'account_opened', settings }, NOW)
  await journal.append(draft.toBatch())
  const read = async () => (await rebuild(journal, 'unit')).book
  const sequencer = new Sequencer(await read(), 1, new Set(), {
    journal,
    clock,
    rebuild: read,
    dispatch: () => {},
    failed: (error) => {
      throw error
    },
    warn: () => {},
  })
  const see = (symbol: string, price: number) =>
    sequencer.offer({ type: 'tick', tick: quote(symbol, NOW, price) })
  const entries = () => journal.rows.slice(1).map(({ entry }) => JSON.parse(entry) as JournalEntry)
  return { clock, journal, sequencer, see, entries }
}

/** Lets what was begun go on. */
async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}

test.group('prices on their way into the journal', () => {
  test('wait for a fifth of a second and go as one row, the last of each instrument', async ({
    assert,
  }) => {
    const { clock, journal, see, entries } = await opened()
    see(SHARE.symbol, 100)
    see(OTHER.symbol, 50)
    see(SHARE.symbol, 101)
    clock.advanceTo(NOW + 199)
    await turn()
    assert.lengthOf(entries(), 0)
    clock.advanceTo(NOW + 200)
    await turn()
    assert.lengthOf(journal.batches, 2)
    assert.deepInclude(entries().at(-1), {
      type: 'prices_seen',
      instruments: [0, 1],
      prices: [101, 50],
    })
    see(SHARE.symbol, 102)
    clock.advanceTo(NOW + 400)
    await turn()
    assert.deepInclude(entries().at(-1), { instruments: [0], prices: [102] })
  })

  test('go in front of what is judged by them, in the same transaction', async ({ assert }) => {
    const { journal, sequencer, see, entries } = await opened()
    const body = { symbol: SHARE.symbol, side: 'buy', quantity: 10 }
    const order = { account: 'unit', kind: 'place_order', body, actor: 'unit', expiresMs: null }
    see(SHARE.symbol, 100)
    sequencer.offer({ type: 'command', command: { id: 'a', ...order } })
    see(SHARE.symbol, 101)
    await turn()
    assert.lengthOf(journal.batches, 2)
    const types = entries().map(({ type }) => type)
    assert.isBelow(types.indexOf('prices_seen'), types.indexOf('signal_proposed'))
    assert.lengthOf(
      types.filter((type) => type === 'prices_seen'),
      1
    )
    assert.equal(stateOf(sequencer.book).instruments[0]!.price, 101)
    assert.equal(sequencer.waiting, 0)
  })

  test('are durable when everything until now is to be', async ({ assert }) => {
    const { sequencer, see, entries } = await opened()
    see(SHARE.symbol, 100)
    assert.equal(sequencer.waiting, 1)
    await sequencer.settled()
    assert.equal(entries().at(-1)!.type, 'prices_seen')
    see(SHARE.symbol, 105)
    await sequencer.stop()
    assert.equal(stateOf(sequencer.book).instruments[0]!.price, 105)
  })

  test('are replayed to the same book', async ({ assert }) => {
    const { journal, sequencer, see } = await opened()
    for (let n = 0; n < 20; n++) {
      see(n % 2 === 0 ? SHARE.symbol : OTHER.symbol, 100 + n)
      if (n % 3 === 0) await sequencer.settled()
    }
    await sequencer.settled()
    const { book, difference } = await rebuild(journal, 'unit', { isWhole: true })
    assert.isNull(difference)
    assert.deepEqual(book, sequencer.book)
  })
})
