import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { findings, LOOKS, OWNER, PANEL_ABSENT, PanelBrowser } from '#tests/support/panel_browser.js'

test.group('the panel in a browser', (group) => {
  let panel: PanelBrowser
  group.tap((one) => one.timeout(180_000))
  group.setup(async () => {
    if (PANEL_ABSENT[0]) return () => {}
    panel = await PanelBrowser.start()
    return () => panel.stop()
  })
  group.each.setup(() => {
    if (!PANEL_ABSENT[0]) panel.troubles.length = 0
  })

  async function logIn(page: Page) {
    await page.fill('input[autocomplete=username]', OWNER.name)
    await page.fill('input[autocomplete=current-password]', OWNER.password)
    await page.click('button[type=submit]')
    await page.waitForSelector('.lede')
  }

  test('sets up, logs in, starts a strategy, sees it trade, stops and resumes trading', async ({
    assert,
  }) => {
    const page = await panel.open()
    await page.waitForURL('**/setup')
    await page.getByLabel('Setup code').fill(panel.setupCode)
    await page.getByLabel('Name', { exact: true }).fill(OWNER.name)
    await page.getByLabel('Password', { exact: true }).fill(OWNER.password)
    await page.getByLabel('Password again').fill(OWNER.password)
    await page.getByRole('button', { name: 'Become the owner' }).click()
    await page.waitForURL('**/welcome')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByText('database').first().waitFor()
    assert.deepEqual(await findings(page), [])
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByText('100,000.00').first().waitFor()
    await page.getByRole('button', { name: 'Continue' }).click()
    // The replayed market moves by days a second: a small loss would stop trading in the middle of this.
    await page.getByLabel(/^Loss of a day/).fill('99')
    await page.getByRole('button', { name: 'Set these limits' }).click()
    await page.getByRole('button', { name: 'Start the example' }).waitFor()
    await page.getByRole('button', { name: 'Later' }).click()
    await page.waitForSelector('.lede')
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.waitForURL('**/login**')
    await logIn(page)

    await page.getByRole('link', { name: 'Strategies' }).first().click()
    await page.getByRole('button', { name: 'New strategy' }).click()
    await page.getByLabel('Plugin').selectOption('momentum')
    await page.getByLabel('Symbols').fill('US.AAPL')
    await page.getByLabel('Fast average').fill('3')
    await page.getByLabel('Slow average').fill('8')
    await page.getByRole('button', { name: 'Create strategy' }).click()
    await page.getByRole('button', { name: 'Start momentum' }).click()
    await page.getByText('Running', { exact: true }).waitFor()

    await page.getByRole('link', { name: 'Orders' }).first().click()
    await page.locator('tr', { hasText: 'momentum' }).first().waitFor({ timeout: 90_000 })

    await page.getByRole('button', { name: 'New order' }).click()
    const ticket = page.getByRole('dialog')
    await ticket.getByLabel('Symbol', { exact: true }).fill('US.AAPL')
    await ticket.getByLabel('Quantity').fill('1')
    await ticket.getByLabel('Type').selectOption('limit')
    await page.getByLabel('Limit price').fill('1.05')
    await page.getByLabel('Valid').selectOption('gtc')
    await page.getByRole('button', { name: 'Would this pass?' }).click()
    await page.getByText(/^Passes/).waitFor()
    await page.getByRole('button', { name: 'Buy now' }).click()
    // The strategy's stop works meanwhile, and is not the one that is meant.
    const own = page.locator('tr', { hasText: '1.05' })
    await own
      .getByRole('button', { name: /^Cancel order/ })
      .first()
      .click()
    await own.getByText('Cancelled').first().waitFor()

    // The button is in reach while another dialog is open, and its own dialog comes on top.
    await page.getByRole('button', { name: 'New order' }).click()
    await page.locator('button.stop').click()
    await page.getByRole('button', { name: 'Stop trading now' }).click()
    await page.getByText('Stopped, confirmed by the host').waitFor()
    await page.getByText('Trading is stopped').first().waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    assert.equal(await page.getByRole('dialog').count(), 0)

    await page.locator('button.stop').click()
    await page.getByLabel('Type RESUME to confirm').fill('RESUME')
    await page.getByRole('button', { name: 'Resume trading' }).click()
    await page.getByRole('button', { name: 'Stop trading', exact: true }).waitFor()
    assert.deepEqual(panel.troubles, [])
    await page.context().close()
  }).skip(...PANEL_ABSENT)

  for (const look of LOOKS) {
    test(`fits, is quiet and satisfies axe: ${look.view}, ${look.theme}`, async ({ assert }) => {
      const page = await panel.open('/', null, look)
      const met = (await findings(page)).map((one) => `login ${one}`)
      await logIn(page)
      for (const path of ['/', '/orders', '/strategies', '/strategies/momentum']) {
        await panel.go(page, path)
        await page.locator('table, .page').first().waitFor()
        met.push(...(await findings(page)).map((one) => `${path} ${one}`))
      }
      await page.locator('button.stop').click()
      met.push(...(await findings(page)).map((one) => `stop ${one}`))
      assert.deepEqual(met, [])
      assert.deepEqual(panel.troubles, [])
      assert.equal(await page.getAttribute('html', 'lang'), look.language ?? 'en')
      await page.context().close()
    }).skip(...PANEL_ABSENT)
  }

  test('the keyboard reaches every head of a table and the stop button, and the shortcut opens it', async ({
    assert,
  }) => {
    const page = await panel.open('/orders', await panel.logIn())
    await page.locator('table').first().waitFor()
    const heads = new Set<string>()
    let isStopReached = false
    for (let n = 0; n < 60; n++) {
      await page.keyboard.press('Tab')
      const seen = await page.evaluate<string>(
        `[document.activeElement.className, document.activeElement.closest('th')?.textContent.trim(), document.activeElement.closest('table')?.caption.textContent].join('|')`
      )
      if (seen.startsWith('stop')) isStopReached = true
      if (/^\|[^|]+\|/.test(seen)) heads.add(seen)
    }
    const wanted = await page.evaluate<number>(`document.querySelectorAll('th button').length`)
    assert.isTrue(isStopReached)
    assert.isAbove(wanted, 0)
    assert.equal(heads.size, wanted)
    // The last tab may have left the page, where no key is heard.
    await page.locator('h1').click()
    await page.keyboard.press('Control+Shift+Period')
    // Its name says whether a loss has stopped trading meanwhile.
    await page.getByRole('dialog', { name: /Stop trading|Trading is stopped/ }).waitFor()
    await page.waitForFunction(`document.activeElement?.closest('[role=dialog]') !== null`)
    await page.context().close()
  }).skip(...PANEL_ABSENT)
})
