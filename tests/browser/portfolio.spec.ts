import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { openDatabase } from '#adapters/database/open_database.js'
import type { ApiCaller } from '#tests/support/api_caller.js'
import { ROOT } from '#tests/support/data_folder.js'
import { PANEL_ABSENT, PanelBrowser } from '#tests/support/panel_browser.js'

const ONE = '/accounts/paper'
type Row = Record<string, unknown>

test.group('portfolio, orders and traces in a browser', (group) => {
  let panel: PanelBrowser
  let owner: ApiCaller
  let keys = 0
  group.tap((one) => one.timeout(120_000))
  group.setup(async () => {
    if (PANEL_ABSENT[0]) return () => {}
    panel = await PanelBrowser.start()
    owner = await panel.setUpOwner()
    await until(async () => (await owner.get('/engine')).body.tradedBy !== null)
    await trade({ symbol: 'US.AAPL', side: 'buy', quantity: '10' })
    await trade({ symbol: 'US.AAPL', side: 'sell', quantity: '2' })
    return () => panel.stop()
  })
  group.each.setup(() => {
    if (!PANEL_ABSENT[0]) panel.troubles.length = 0
  })

  const until = async (isSo: () => Promise<boolean>) => {
    for (let n = 0; n < 300; n++) {
      if (await isSo()) return
      await sleep(100)
    }
    throw new Error('it did not come to that')
  }
  const act = async (path: string, body: object) => {
    const headers = { 'idempotency-key': `po-${++keys}` }
    const { status, body: said } = await owner.call('POST', `${ONE}${path}`, body, headers)
    if (status >= 300) throw new Error(`${path}: ${status} ${JSON.stringify(said)}`)
  }
  const listed = async (path: string) => (await owner.get(`${ONE}${path}`)).body.items as Row[]
  const trade = async (wish: object) => {
    await act('/orders', wish)
    await until(async () => (await listed('/orders?open=true')).length === 0)
  }
  /** Something in which the broker's books differ, until they are compared again. */
  const differ = async () => {
    const opened = await openDatabase({
      ...{ root: ROOT, dataDir: panel.dataDir, databaseUrl: '', timescale: 'auto' as const },
      name: 'aq',
    })
    await opened.withClient((client) =>
      client.query(
        `insert into discrepancies (account, kind, about, subject, symbol, severity, ours, brokers,
           sentence, found_at, seen_at)
         values ('paper', 'quantity_mismatch', 'position', 'US.AAPL', 'US.AAPL', 'warning', '8', '7',
           'we hold 8 US.AAPL, the broker 7', now(), now())`
      )
    )
    await opened.close()
  }

  test('a position is seen, reduced and closed; what the broker says otherwise stands at it', async ({
    assert,
  }) => {
    await differ()
    const page = await panel.open('/portfolio', owner)
    const row = page.locator('tr[data-row="manual US.AAPL"]')
    await row.getByText('Broker differs').waitFor()
    await page.getByText('we hold 8 US.AAPL, the broker 7').waitFor()
    await page.getByRole('button', { name: 'Compare now' }).click()
    await row.getByText('Broker differs').waitFor({ state: 'detached' })

    await page.getByRole('button', { name: 'Reduce US.AAPL of manual' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Paper · paper · By hand').waitFor()
    await dialog.getByRole('button', { name: '25 %' }).click()
    await dialog.getByRole('button', { name: 'Reduce US.AAPL now' }).click()
    await dialog.waitFor({ state: 'detached' })
    await until(async () => (await listed('/positions'))[0]?.quantity === '6')
    await row.getByText('6', { exact: true }).waitFor()

    await page.getByRole('button', { name: 'Close US.AAPL of manual' }).click()
    await dialog.getByRole('button', { name: 'Close US.AAPL now' }).click()
    await page.getByText('No position is open.').waitFor()
    assert.isEmpty(await listed('/positions'))

    await page.getByRole('tab', { name: 'Profit and loss' }).click()
    await page.getByText('Whole account').waitFor()
    await page.getByRole('tab', { name: 'Closed trades' }).click()
    await page.locator('tr', { hasText: 'US.AAPL' }).first().waitFor()
    await page.getByRole('tab', { name: 'Cash' }).click()
    await page.getByLabel('Kind').selectOption('deposit')
    await page.waitForURL(/type=deposit/)
    await page.locator('tbody tr').nth(1).waitFor({ state: 'detached' })
    const saved = page.waitForEvent('download')
    await page.getByRole('link', { name: 'CSV' }).click()
    const file = readFileSync(await (await saved).path(), 'utf8')
      .trimEnd()
      .split('\r\n')
    assert.lengthOf(file, 2)
    assert.match(file[1]!, /^1,\d{4}-.*Z,deposit,/)
    assert.deepEqual(panel.troubles, [])
    await page.context().close()
  }).skip(...PANEL_ABSENT)

  test('an order leads to its steps, its executions and its trace; working orders are cancelled together', async ({
    assert,
  }) => {
    await trade({ symbol: 'US.AAPL', side: 'buy', quantity: '3' })
    const rests = { symbol: 'US.AAPL', quantity: '1', timeInForce: 'gtc' }
    for (const limitPrice of ['1.05', '1.06']) {
      await act('/orders', { ...rests, side: 'buy', limitPrice })
    }
    await until(async () => (await listed('/orders?open=true')).length === 2)
    const page = await panel.open('/orders', owner)
    await page.getByLabel('State').selectOption('filled')
    await page.waitForURL(/state=filled/)
    const all = page.getByRole('table', { name: 'All orders' })
    await all.locator('tr', { hasText: 'Cancelled' }).first().waitFor({ state: 'detached' })
    await all.getByRole('link', { name: 'US.AAPL' }).first().click()
    await page.waitForURL(/\/orders\/ord_paper_\d+/)
    const ladder = page.getByRole('list', { name: 'From signal to fill' })
    for (const step of ['Signal', 'Risk', 'durable and handed over', 'Acknowledged', 'Fill']) {
      await ladder.getByText(step).first().waitFor()
    }
    await page.getByRole('table', { name: 'Executions' }).waitFor()

    await page.getByRole('link', { name: /^Trace trc_paper_/ }).click()
    await page.waitForURL(/\/traces\/trc_paper_\d+/)
    await ladder.getByText(/rules? asked/).click()
    await ladder.locator('details li').first().waitFor()
    const saved = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Save as JSON' }).click()
    const { trace } = JSON.parse(readFileSync(await (await saved).path(), 'utf8')) as { trace: Row }
    assert.isTrue(page.url().endsWith(String(trace.id)))

    await page.getByRole('link', { name: 'Traces' }).first().click()
    await page.getByLabel('Symbol').fill('us.msft')
    await page.keyboard.press('Enter')
    await page.getByText('No signal passes.').waitFor()
    await page.getByRole('textbox', { name: 'Trace or order' }).fill('nonsense')
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await page.getByText('Like trc_paper_12').waitFor()
    await page.getByRole('textbox', { name: 'Trace or order' }).fill(String(trace.id))
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await page.waitForURL(new RegExp(`/traces/${String(trace.id)}$`))

    await panel.go(page, '/orders')
    await page.getByRole('button', { name: 'Cancel all working' }).click()
    await page.getByRole('button', { name: /^Cancel \d+ orders?$/ }).click()
    await page.getByText('No order works now.').waitFor()
    assert.isEmpty(await listed('/orders?open=true'))
    assert.deepEqual(panel.troubles, [])
    await page.context().close()
  }).skip(...PANEL_ABSENT)
})
