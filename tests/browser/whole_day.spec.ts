import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { clusterPaths } from '#adapters/database/cluster_paths.js'
import { readPostmaster } from '#adapters/database/postmaster.js'
import type { ApiCaller } from '#tests/support/api_caller.js'
import { findings, OWNER, PANEL_ABSENT, PanelBrowser } from '#tests/support/panel_browser.js'
import { comesTrue, tabTo } from '#tests/support/panel_walk.js'
import { PluginRegistry } from '#tests/support/plugin_registry.js'

type Row = Record<string, unknown>
const ONE = '/accounts/paper'
const BREAKOUT = { id: 'momentum_breakout', name: 'Momentum Breakout', version: '1.4.0' }

/** A day of one person on a fresh installation; each test goes on where the one before it ended. */
test.group('a whole day in the panel', (group) => {
  let panel: PanelBrowser
  let registry: PluginRegistry
  let owner: ApiCaller
  let keys = 0
  group.tap((one) => one.timeout(120_000))
  group.setup(async () => {
    if (PANEL_ABSENT[0]) return () => {}
    registry = await PluginRegistry.start()
    await registry.publish(BREAKOUT)
    panel = await PanelBrowser.start()
    return async () => {
      await panel.stop()
      await registry.stop()
    }
  })
  group.each.setup(() => {
    if (!PANEL_ABSENT[0]) panel.troubles.length = 0
  })

  const dialog = (page: Page) => page.getByRole('dialog')
  const press = (page: Page, name: string | RegExp) =>
    page.getByRole('button', { name, exact: true }).click()
  const visit = (page: Page, name: string) =>
    page.getByRole('link', { name, exact: true }).first().click()
  const rows = async (path: string) => (await owner.get(`${ONE}${path}`)).body.items as Row[]
  const ask = (method: string, path: string, body: object) =>
    owner.call(method, `${ONE}${path}`, body, { 'idempotency-key': `day-${++keys}` })
  const mode = async () =>
    ((await owner.get('/engine')).body.accounts as Row[]).find(({ name }) => name === 'paper')!.mode

  /** Orders by the ticket of the page. */
  async function order(page: Page, quantity: string, limit?: string) {
    await press(page, 'New order')
    await dialog(page).getByLabel('Symbol', { exact: true }).fill('US.AAPL')
    await dialog(page).getByLabel('Quantity').fill(quantity)
    if (limit !== undefined) {
      await dialog(page).getByLabel('Type').selectOption('limit')
      await dialog(page).getByLabel('Limit price').fill(limit)
      await dialog(page).getByLabel('Valid').selectOption('gtc')
    }
    await press(page, 'Buy now')
  }
  async function stop(page: Page) {
    await page.locator('button.stop').click()
    await press(page, 'Stop trading now')
    await page.getByText('Stopped, confirmed by the host').waitFor()
  }
  async function resume(page: Page) {
    await page.getByLabel('Type RESUME to confirm').fill('RESUME')
    await press(page, 'Resume trading')
    await page.getByRole('button', { name: 'Stop trading', exact: true }).waitFor()
  }

  test('sets up, starts a strategy and watches it trade, stops, resumes, closes everything', async ({
    assert,
  }) => {
    const page = await panel.open()
    await panel.becomeOwner(page)
    await press(page, 'Continue')
    await page.getByText('database').first().waitFor()
    await press(page, 'Continue')
    await page.getByText('100,000.00').first().waitFor()
    await press(page, 'Continue')
    // The replayed market moves by days a second: a small loss would stop trading in the middle of this.
    await page.getByLabel(/^Loss of a day/).fill('99')
    await press(page, 'Set these limits')
    await page.getByRole('button', { name: 'Start the example' }).waitFor()
    await press(page, 'Later')
    await page.locator('.lede').waitFor()
    owner = await panel.logIn()
    const wider = { limits: { drawdownFractionMax: null }, reason: 'a replay is rough' }
    assert.equal((await ask('PATCH', '/risk/limits', wider)).status, 200)

    await visit(page, 'Strategies')
    await press(page, 'New strategy')
    await page.getByLabel('Plugin').selectOption('momentum')
    await page.getByLabel('Symbols').fill('US.AAPL')
    await page.getByLabel('Fast average').fill('3')
    await page.getByLabel('Slow average').fill('8')
    await press(page, 'Create strategy')
    await press(page, 'Start momentum')
    await page.getByText('Running', { exact: true }).waitFor()

    await visit(page, 'Orders')
    await page.locator('tr', { hasText: 'momentum' }).first().waitFor({ timeout: 90_000 })
    await order(page, '5')
    await dialog(page).waitFor({ state: 'detached' })
    await visit(page, 'Portfolio')
    const mine = page.locator('tr[data-row="manual US.AAPL"]')
    await mine.waitFor()
    const price = await mine.textContent()
    for (let n = 0; n < 100 && (await mine.textContent()) === price; n++) await sleep(50)
    assert.notEqual(await mine.textContent(), price)

    await stop(page)
    assert.equal(await mode(), 'halted')
    await resume(page)
    assert.equal(await mode(), 'active')
    await page.locator('button.stop').click()
    await page.getByLabel('Type FLATTEN to confirm').fill('FLATTEN')
    await press(page, 'Close all positions')
    await mine.waitFor({ state: 'detached' })
    assert.isUndefined((await rows('/positions')).find(({ strategy }) => strategy === null))
    assert.equal(panel.troubles.join('\n'), '')
    await page.context().close()
  }).skip(...PANEL_ABSENT)

  test('reads the chart of a backtest, tightens a limit, reads a trace, in the other language', async ({
    assert,
  }) => {
    const page = await panel.open('/backtest', owner)
    await page.getByLabel('Strategy', { exact: true }).selectOption('momentum')
    await press(page, 'Run backtest')
    const run = page.getByRole('link', { name: 'momentum on US.AAPL' })
    await run.click({ timeout: 60_000 })
    const equity = page.locator('section', { has: page.getByRole('heading', { name: 'Equity' }) })
    await equity.locator('canvas').waitFor()
    await equity.getByRole('group').focus()
    await page.keyboard.press('End')
    const shown = (await equity.locator('output').textContent()) ?? ''
    const end = await page.locator('.lede dd').nth(1).textContent()
    assert.include(shown, /[\d,]+\.\d\d/.exec(end ?? '')![0])

    await visit(page, 'Risk')
    await press(page, 'Change limits')
    await dialog(page)
      .getByLabel(/^Units of one instrument/)
      .fill('900')
    await dialog(page).getByText('Tighter: holds at once').waitFor()
    await dialog(page).getByLabel('Reason').fill('a smaller week')
    await dialog(page).getByRole('button', { name: 'Change limits' }).click()
    await page.getByRole('row', { name: /Units of one instrument.*900/ }).waitFor()

    await visit(page, 'Traces')
    await page.locator('td a').first().click()
    await page.waitForURL(/\/traces\/trc_paper_\d+/)
    const ladder = page.getByRole('list', { name: 'From signal to fill' })
    for (const step of ['Signal', 'Risk']) await ladder.getByText(step).first().waitFor()
    await page.getByLabel('Language').selectOption('zh-CN')
    await page.getByRole('link', { name: '策略', exact: true }).first().waitFor()
    assert.equal(await page.getAttribute('html', 'lang'), 'zh-CN')
    assert.notMatch(await page.locator('main').innerText(), /[a-z]{4,} [a-z]{3,} [a-z]{3,}/)
    assert.equal(panel.troubles.join('\n'), '')
    await page.context().close()
  }).skip(...PANEL_ABSENT)

  test('by the keyboard alone: logs in, makes and starts a strategy, stops trading, resumes', async ({
    assert,
  }) => {
    const page = await panel.open('/login')
    const { keyboard } = page
    const enter = async (name: string | RegExp, text: string) => {
      await tabTo(page, name)
      await keyboard.type(text)
    }
    await enter('Name', OWNER.name)
    await enter('Password', OWNER.password)
    await keyboard.press('Enter')
    await page.locator('.lede').waitFor()
    await keyboard.type('gs')
    await page.waitForURL('**/strategies')
    await page.getByRole('button', { name: 'New strategy' }).waitFor()
    await tabTo(page, 'New strategy')
    await keyboard.press('Enter')
    await comesTrue(page, `document.activeElement?.matches('dialog select, [role=dialog] select')`)
    await keyboard.type('Mom')
    await enter(/^Name/, 'keys')
    await enter(/^Symbols/, 'US.AAPL')
    await enter(/^Fast average/, '2')
    await enter(/^Slow average/, '5')
    await keyboard.press('Enter')
    await page.getByRole('button', { name: 'Start keys' }).waitFor()
    await tabTo(page, 'Start keys')
    await keyboard.press('Enter')
    await page.locator('tr[data-row=keys]').getByText('Running', { exact: true }).waitFor()

    await keyboard.press('Control+Shift+Period')
    await comesTrue(page, `document.activeElement?.textContent.includes('Stop trading now')`)
    await keyboard.press('Enter')
    await page.getByText('Stopped, confirmed by the host').waitFor()
    assert.equal(await mode(), 'halted')
    await enter(/^Type RESUME/, 'RESUME')
    await keyboard.press('Enter')
    await page.getByRole('button', { name: 'Stop trading', exact: true }).waitFor()
    assert.equal(await mode(), 'active')
    assert.equal(panel.troubles.join('\n'), '')
    await page.context().close()
  }).skip(...PANEL_ABSENT)

  test('on a phone: goes by the menu, orders, stops and resumes trading', async ({ assert }) => {
    // What the strategies hold would leave no room for an order by hand.
    for (const name of ['momentum', 'keys']) await ask('POST', `/strategies/${name}/stop`, {})
    await ask('POST', '/flatten', { reason: 'room' })
    while ((await rows('/positions')).length > 0) await sleep(100)
    const page = await panel.open('/', owner, { view: 'phone' })
    await press(page, 'Menu')
    await visit(page, 'Orders')
    await order(page, '1', '1.05')
    await dialog(page).waitFor({ state: 'detached' })
    const working = page.getByRole('table', { name: 'Working' })
    await working.getByText('1.05').waitFor()
    await stop(page)
    await working.waitFor({ state: 'detached' })
    assert.deepEqual(await findings(page), [])
    await resume(page)
    assert.equal(panel.troubles.join('\n'), '')
    await page.context().close()
  }).skip(...PANEL_ABSENT)

  test('installs a plugin by consent, and starts a strategy with it', async ({ assert }) => {
    const page = await panel.open('/plugins?tab=trust', owner)
    await press(page, 'Follow a registry')
    await page.getByLabel('Address').fill(registry.address)
    await press(page, 'Continue')
    await press(page, 'Trust this key')
    await page.getByRole('row', { name: /Our plugins/ }).waitFor()
    await page.getByRole('tab', { name: 'Catalogue' }).click()
    await press(page, `Install ${BREAKOUT.name}`)
    await press(page, 'Trust this key')
    const consent = page.getByRole('dialog', { name: `Install ${BREAKOUT.name} 1.4.0?` })
    await consent.getByRole('checkbox', { name: 'I have read' }).click()
    await consent.getByRole('button', { name: 'Install and grant' }).click()
    await page.waitForURL('**/plugins/momentum_breakout')
    await press(page, 'Grant: Paper')
    await dialog(page).getByRole('button', { name: 'Grant' }).click()
    await dialog(page).waitFor({ state: 'detached' })

    await visit(page, 'Strategies')
    await press(page, 'New strategy')
    await page.getByLabel('Plugin').selectOption(BREAKOUT.id)
    await page.getByLabel('Name').fill('breakout')
    await page.getByLabel('Symbols').fill('US.AAPL')
    await press(page, 'Create strategy')
    await press(page, 'Start breakout')
    await page.locator('tr[data-row=breakout]').getByText('Running', { exact: true }).waitFor()
    const others = panel.troubles.filter((one) => !/status of 4(?:09|22)/.test(one))
    assert.deepEqual(others, [])
    await page.context().close()
  }).skip(...PANEL_ABSENT)

  test('the database is killed while an order is given: the panel says what became of it', async ({
    assert,
  }) => {
    const page = await panel.open('/orders', owner)
    await page.locator('.link[data-is=live]').waitFor()
    for (const limit of ['1.06', '1.07', '1.08']) {
      process.kill(readPostmaster(clusterPaths(panel.dataDir))!.pid, 'SIGKILL')
      await order(page, '1', limit)
      const outcome = await Promise.race([
        dialog(page)
          .waitFor({ state: 'detached' })
          .then(() => 'done'),
        dialog(page)
          .getByRole('alert')
          .waitFor()
          .then(() => 'said'),
      ])
      while ((await owner.get('/engine')).body.tradedBy === null) await sleep(100)
      const placed = (await rows('/orders?limit=200')).filter(
        ({ limitPrice }) => Number(limitPrice) === Number(limit)
      )
      assert.isAtMost(placed.length, 1)
      if (outcome === 'done') assert.lengthOf(placed, 1)
      else await page.keyboard.press('Escape')
      const row = page.getByRole('table', { name: 'All orders' }).locator('tr', { hasText: limit })
      await row.first().waitFor({ state: placed.length === 1 ? 'visible' : 'detached' })
    }
    assert.deepEqual(
      panel.troubles.filter((one) => one.startsWith('error')),
      []
    )
    await page.context().close()
  }).skip(...PANEL_ABSENT)
})
