import { test } from '@japa/runner'
import type { ApiCaller } from '#tests/support/api_caller.js'
import { findings, PANEL_ABSENT, PanelBrowser } from '#tests/support/panel_browser.js'
import { comesTrue } from '#tests/support/panel_walk.js'

test.group('the frame of the panel', (group) => {
  let panel: PanelBrowser
  let olga: ApiCaller
  group.tap((one) => one.timeout(120_000))
  group.setup(async () => {
    if (PANEL_ABSENT[0]) return () => {}
    panel = await PanelBrowser.start()
    olga = await panel.setUpOwner()
    const keyed = (key: string) => ({ 'idempotency-key': `frame-${key}-0123456789` })
    const wish = { plugin: 'momentum', symbols: ['US.AAPL'], parameters: { fast: '3', slow: '8' } }
    await olga.call('POST', '/accounts/paper/strategies', wish, keyed('create'))
    const order = { symbol: 'US.AAPL', side: 'buy', quantity: '1', limitPrice: '1.05' }
    await olga.call(
      'POST',
      '/accounts/paper/orders',
      { ...order, timeInForce: 'gtc' },
      keyed('buy')
    )
    return () => panel.stop()
  })
  group.each.setup(() => {
    if (!PANEL_ABSENT[0]) panel.troubles.length = 0
  })

  test('the palette finds pages, strategies and orders by words, and stops trading', async ({
    assert,
  }) => {
    const page = await panel.open('/', olga)
    const find = async (words: string) => {
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox', { name: /^Page, strategy/ }).fill(words)
    }
    await find('mom strat')
    await page.getByRole('option', { selected: true }).getByText('Paper').waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL('**/strategies/momentum')

    await find('ord_paper')
    await page.getByRole('option', { name: /ord_paper_1/ }).waitFor()
    assert.deepEqual(await findings(page), [])
    await page.keyboard.press('Escape')

    await find('stop trading')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Stop trading' }).waitFor()
    await comesTrue(page, `document.activeElement?.textContent.includes('Stop trading now')`)
    await page.keyboard.press('Escape')

    await find('light colours')
    await page.keyboard.press('Enter')
    await comesTrue(page, `document.documentElement.dataset.theme === 'light'`)
    assert.deepEqual(panel.troubles, [])
    await page.context().close()
  }).skip(...PANEL_ABSENT)

  test('keys lead from page to page, show their list, and can be switched off', async ({
    assert,
  }) => {
    const page = await panel.open('/', olga)
    await page.keyboard.press('g')
    await page.keyboard.press('o')
    await page.waitForURL('**/orders')
    await page.keyboard.press('?')
    const sheet = page.getByRole('dialog', { name: 'Keys' })
    await sheet.waitFor()
    assert.deepEqual(await findings(page), [])
    await page.getByRole('switch', { name: 'Single letters act as keys' }).click()
    await page.keyboard.press('Escape')
    await page.keyboard.press('g')
    await page.keyboard.press('s')
    await page.keyboard.press('?')
    await page.waitForTimeout(200)
    assert.isTrue(page.url().endsWith('/orders'))
    assert.equal(await sheet.count(), 0)
    await page.keyboard.press('Control+Shift+Period')
    await page.getByRole('dialog', { name: 'Stop trading' }).waitFor()
    assert.deepEqual(panel.troubles, [])
    await page.context().close()
  }).skip(...PANEL_ABSENT)

  test('times are on the chosen clock, columns as chosen, also after the page is opened anew', async ({
    assert,
  }) => {
    const page = await panel.open('/orders', olga)
    const time = page.locator('tbody time').first()
    await page.locator('tbody').first().waitFor()
    assert.match(await time.innerText(), /NY$/)
    await page.locator('.clock button').click()
    await page.getByRole('menuitemradio', { name: 'UTC' }).click()
    assert.match(await time.innerText(), /UTC$/)

    await page.getByRole('button', { name: 'Columns' }).first().click()
    await page.getByRole('checkbox', { name: 'Order' }).uncheck()
    await page.keyboard.press('Escape')
    await page.reload()
    await page.locator('tbody').first().waitFor()
    assert.equal(await page.getByRole('columnheader', { name: 'Order' }).count(), 0)
    assert.match(await time.innerText(), /UTC$/)
    assert.match(await page.locator('.sessions').innerText(), /US[^]*HK/)

    // Another browser of the same person has the table so as well; what is put back can be had again.
    const other = await panel.open('/orders', olga)
    await other.locator('tbody').first().waitFor()
    await other.locator('th[data-key=id]').first().waitFor({ state: 'detached' })
    await other.getByRole('button', { name: 'Columns' }).first().click()
    await other.getByRole('button', { name: 'As it comes' }).click()
    await other.locator('th[data-key=id]').first().waitFor()
    await other.getByRole('button', { name: 'Undo' }).click()
    await other.locator('th[data-key=id]').first().waitFor({ state: 'detached' })

    // By the keyboard alone: to the second row, into it.
    await other.locator('#main').focus()
    await other.keyboard.press('j')
    await other.keyboard.press('j')
    const id = await other.locator('tr[data-row]').nth(1).getAttribute('data-row')
    assert.equal(await other.locator('tr:focus').getAttribute('data-row'), id)
    await other.keyboard.press('Enter')
    await other.waitForURL(`**/orders/${id}`)
    await other.context().close()
    assert.deepEqual(panel.troubles, [])
    await page.context().close()
  }).skip(...PANEL_ABSENT)

  test('the icon of the page says which money it is', async ({ assert }) => {
    const page = await panel.open('/', olga)
    await page.waitForSelector('link[rel=icon][href="/paper.svg"]', { state: 'attached' })
    const icon = await fetch(`${panel.address}/paper.svg`)
    assert.equal(icon.headers.get('content-type'), 'image/svg+xml')
    await page.context().close()
  }).skip(...PANEL_ABSENT)
})
