import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { findings, OWNER, PANEL_ABSENT, PanelBrowser } from '#tests/support/panel_browser.js'
import { comesTrue, isDrawn, untabbed } from '#tests/support/panel_walk.js'

const STOP = /Stop trading|Trading is stopped/

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
    await panel.becomeOwner(page)
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
    await ticket.getByLabel('Limit price').fill('1.05')
    await ticket.getByLabel('Valid').selectOption('gtc')
    await ticket.getByRole('button', { name: 'Would this pass?' }).click()
    await ticket.getByText(/^Passes/).waitFor()
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
    assert.equal(panel.troubles.join('\n'), '')
    await page.context().close()
  }).skip(...PANEL_ABSENT)

  test('the keyboard reaches every head of a table, every action of a row, and Stop', async ({
    assert,
  }) => {
    const page = await panel.open('/orders', await panel.logIn())
    await page.getByRole('table', { name: 'All orders' }).waitFor()
    await isDrawn(page)
    assert.deepEqual(await untabbed(page), [])
    await page.keyboard.press('Control+Shift+Period')
    await page.getByRole('dialog', { name: STOP }).waitFor()
    await page.context().close()
  }).skip(...PANEL_ABSENT)

  test('the keys of Stop are heard wherever the focus is, on any keyboard, by who may stop', async ({
    assert,
  }) => {
    const page = await panel.open('/orders', await panel.logIn())
    // Its name says whether a loss has stopped trading meanwhile.
    const stop = page.getByRole('dialog', { name: STOP })
    const opens = async () => {
      await page.keyboard.press('Control+Shift+Period')
      await comesTrue(
        page,
        `${STOP}.test(document.activeElement?.closest('[role=dialog]')?.querySelector('h2').textContent)`
      )
      assert.equal(await page.locator('.veil:not([inert])').count(), 1)
    }
    const opensAndCloses = async () => {
      await opens()
      await page.keyboard.press('Escape')
      await stop.waitFor({ state: 'detached' })
    }
    await opensAndCloses()
    // In a text, in a list of the system, in a table's head, and in a menu.
    await page.getByLabel('Symbol', { exact: true }).focus()
    await opensAndCloses()
    await page.getByLabel('State').focus()
    await opensAndCloses()
    await page.locator('th button').first().focus()
    await opensAndCloses()
    await page.getByRole('button', { name: /^Alerts/ }).click()
    await opensAndCloses()

    // Over another dialog; and above what was opened over it.
    await page.getByRole('button', { name: 'New order' }).click()
    await page.getByRole('dialog').getByLabel('Symbol', { exact: true }).waitFor()
    await opensAndCloses()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: /^Page, strategy/ }).waitFor()
    await opensAndCloses()
    await page.keyboard.press('Escape')
    await opens()
    await page.locator('button.find').click()
    await page.getByRole('combobox', { name: /^Page, strategy/ }).waitFor()
    await opens()
    assert.equal(await stop.count(), 1)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    assert.equal(await page.getByRole('dialog').count(), 0)

    // An input method that has the key for itself.
    await page.evaluate(
      `document.querySelector('main input').dispatchEvent(new KeyboardEvent('keydown', { key: 'Process', code: 'Period', ctrlKey: true, shiftKey: true, bubbles: true }))`
    )
    await stop.waitFor()
    assert.equal(panel.troubles.join('\n'), '')
    await page.context().close()
  }).skip(...PANEL_ABSENT)
})
