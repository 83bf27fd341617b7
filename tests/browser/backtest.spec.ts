import { test } from '@japa/runner'
import type { ApiCaller } from '#tests/support/api_caller.js'
import { findings, PANEL_ABSENT, PanelBrowser } from '#tests/support/panel_browser.js'
import { comesTrue } from '#tests/support/panel_walk.js'

test.group('backtests in the panel', (group) => {
  let panel: PanelBrowser
  let owner: ApiCaller
  group.tap((one) => one.timeout(120_000))
  group.setup(async () => {
    if (PANEL_ABSENT[0]) return () => {}
    panel = await PanelBrowser.start()
    owner = await panel.setUpOwner()
    return () => panel.stop()
  })

  test('asks for two, reads the charts by keys and as a table, compares, clones and removes', async ({
    assert,
  }) => {
    const page = await panel.open('/backtest', owner)
    await page.getByLabel('Strategy', { exact: true }).selectOption('momentum')
    await page.getByLabel('Fast average (bars)').fill('5')
    await page.getByLabel('From', { exact: true }).fill('2016-01-04')
    await page.getByLabel('Benchmark').selectOption('US.SPX')
    await page.getByRole('button', { name: 'Run backtest' }).click()
    await page.getByText('Asked for: momentum on US.AAPL').waitFor()
    await page.getByText('fast 5,').waitFor({ timeout: 60_000 })
    await page.getByLabel('Strategy', { exact: true }).selectOption('buy_and_hold')
    await page.getByRole('button', { name: 'Run backtest' }).click()
    const held = page.getByRole('link', { name: 'buy_and_hold on US.AAPL', exact: true })
    await held.waitFor({ timeout: 60_000 })

    await page.getByRole('link', { name: 'momentum on US.AAPL' }).click()
    const equity = page.locator('section', { has: page.getByRole('heading', { name: 'Equity' }) })
    await equity.locator('canvas').waitFor()
    await equity.getByRole('group').focus()
    await page.keyboard.press('Home')
    assert.match(
      (await equity.locator('output').textContent()) ?? '',
      /2016.*100,000\.00 USD.*US\.SPX/
    )
    await equity.getByRole('button', { name: 'Table' }).click()
    assert.match((await equity.locator('tbody tr').first().textContent()) ?? '', /100,000\.00/)
    await page.mouse.wheel(0, 1_200)
    const candles = page.getByRole('region', { name: /^US\.AAPL: \d+ bars, \d+ fills/ })
    await candles.locator('canvas').first().waitFor()
    await page.getByText('The only try on this data').waitFor()
    assert.deepEqual(await findings(page), [])

    await page.getByRole('link', { name: 'Backtests' }).first().click()
    const boxes = page.getByRole('checkbox', { name: /^Compare / })
    await boxes.nth(1).waitFor()
    for (const box of await boxes.all()) {
      await box.check()
    }
    await page.getByRole('link', { name: 'Compare 2' }).click()
    await page.getByText('Growth since the beginning').waitFor()
    await page.locator('canvas').first().waitFor()
    assert.deepEqual(await findings(page), [])

    await page.getByRole('link', { name: /momentum on US\.AAPL/ }).click()
    await page.getByRole('link', { name: 'Clone' }).click()
    await comesTrue(
      page,
      `[...document.querySelectorAll('input')].some((one) => one.value === '2016-01-04')`
    )
    assert.equal(await page.getByLabel('Fast average (bars)').inputValue(), '5')
    await page.getByRole('button', { name: 'Add a strategy' }).click()
    await page.getByLabel('Strategy 2').selectOption('buy_and_hold')
    await page.getByRole('button', { name: 'Add a risk rule' }).click()
    const rule = await page.getByLabel('Risk rule', { exact: true }).inputValue()
    await page.getByRole('button', { name: 'Run backtest' }).click()
    await page
      .getByRole('link', { name: 'momentum, buy_and_hold on US.AAPL' })
      .click({ timeout: 60_000 })
    await page.getByText(`momentum fast 5, slow 30`).waitFor()
    await page.getByRole('link', { name: 'Send momentum to paper' }).click()
    const dialog = page.getByRole('dialog', { name: 'Trade it on paper' })
    await dialog.getByText('As in the backtest').waitFor()
    assert.equal(await dialog.getByLabel('Fast average').inputValue(), '5')
    assert.equal(await dialog.getByLabel('Symbols').inputValue(), 'US.AAPL')
    assert.deepEqual(await findings(page), [])
    await dialog.getByLabel('Name').fill('from_backtest')
    await dialog.getByRole('button', { name: 'Create strategy' }).click()
    const made = page.getByRole('row', { name: /from_backtest/ })
    await made.getByText('Not started').waitFor()
    const { items } = (await owner.get('/accounts/paper/strategies')).body as {
      items: { name: string; parameters: object; timeframe: string }[]
    }
    const own = items.find(({ name }) => name === 'from_backtest')
    assert.deepInclude(own, { parameters: { fast: '5' }, timeframe: '1d' })
    assert.isNotEmpty(rule)

    await page.goto(`${panel.address}/backtest`)
    await held.click()
    await page.getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await page.waitForURL('**/backtest')
    await held.waitFor({ state: 'detached' })
    assert.deepEqual(panel.troubles, [])
    await page.context().close()
  }).skip(...PANEL_ABSENT)

  test('says terms that few people say, and a clone keeps them', async ({ assert }) => {
    const page = await panel.open('/backtest', owner)
    await page.getByLabel('Strategy', { exact: true }).selectOption('buy_and_hold')
    await page.getByText('More terms').click()
    await page.getByLabel('Open positions at the end').selectOption('close')
    await page.getByLabel("Part of a bar's volume").fill('2')
    const run = page.getByRole('button', { name: 'Run backtest' })
    await run.click()
    await page.getByText(/at most 1/).waitFor()
    await page.getByLabel("Part of a bar's volume").fill('0.5')
    await page.getByLabel('Risk limits').fill('{')
    await page.getByText('This is no JSON object.').waitFor()
    assert.isTrue(await run.isDisabled())
    assert.deepEqual(await findings(page), [])
    await page.getByLabel('Risk limits').fill('{"loss": {"dailyLossMax": 2000}}')
    await run.click()
    const done = page.getByRole('link', { name: 'buy_and_hold on US.AAPL', exact: true })
    await done.first().click({ timeout: 60_000 })
    await page.getByRole('link', { name: 'Clone' }).click()
    const limits = page.getByLabel('Risk limits')
    await limits.waitFor()
    assert.deepEqual(JSON.parse(await limits.inputValue()), { loss: { dailyLossMax: 2000 } })
    assert.equal(await page.getByLabel("Part of a bar's volume").inputValue(), '0.5')
    assert.equal(await page.getByLabel('Open positions at the end').inputValue(), 'close')
    await page.context().close()
  }).skip(...PANEL_ABSENT)

  test('the dashboard draws the account over the range that is chosen', async ({ assert }) => {
    const page = await panel.open('/', owner)
    await page.getByRole('group', { name: 'Range' }).waitFor({ timeout: 60_000 })
    await page.getByRole('button', { name: '1W' }).click()
    await page.waitForURL('**/?range=1w')
    await page.locator('canvas').first().waitFor()
    assert.deepEqual(await findings(page), [])
    await page.context().close()
  }).skip(...PANEL_ABSENT)
})
