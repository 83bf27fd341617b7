import { test } from '@japa/runner'
import type { ApiCaller } from '#tests/support/api_caller.js'
import { OWNER, PANEL_ABSENT, PanelBrowser } from '#tests/support/panel_browser.js'

test.group('the page of risk in a browser', (group) => {
  let panel: PanelBrowser
  let owner: ApiCaller
  group.tap((one) => one.timeout(120_000))
  group.setup(async () => {
    if (PANEL_ABSENT[0]) return () => {}
    panel = await PanelBrowser.start()
    owner = await panel.setUpOwner()
    return () => panel.stop()
  })

  test('asks what would pass, tightens a limit, loosens it and takes that back', async ({
    assert,
  }) => {
    const page = await panel.open('/risk', owner)
    await page.getByRole('row', { name: /Units of one instrument/ }).waitFor()

    await page.getByRole('button', { name: 'Change limits' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/^Units of one instrument/).fill('40')
    await dialog.getByText('Tighter: holds at once').waitFor()
    await dialog.getByLabel('Reason').fill('a smaller week')
    await dialog.getByRole('button', { name: 'Change limits' }).click()
    await page.getByText('a smaller week').first().waitFor()
    await page.getByRole('row', { name: /Units of one instrument.*40/ }).waitFor()

    await page.getByLabel('Symbol').fill('US.AAPL')
    await page.getByLabel('Quantity').fill('41')
    await page.getByRole('button', { name: 'Ask every rule' }).click()
    await page.getByText('Passes, reduced from 41 to 40.').waitFor()
    await page.getByText(/would pass the limit of 40/).waitFor()

    await page.getByRole('button', { name: 'Change limits' }).click()
    await dialog.getByLabel(/^Units of one instrument/).fill('80')
    await dialog.getByText('Looser: holds after 30 seconds').waitFor()
    await dialog.getByLabel('Reason').fill('back to normal')
    await dialog.getByRole('button', { name: 'Ask to loosen' }).click()
    await page.getByText(/Limits loosen in \d+ s/).waitFor()
    await page.getByRole('button', { name: 'Withdraw' }).click()
    await page.getByText(/Limits loosen in/).waitFor({ state: 'detached' })

    await page.getByRole('button', { name: 'Set the bias' }).click()
    await dialog.getByLabel('Bias, %').fill('50')
    await dialog.getByLabel('Reason').fill('the market is nervous')
    await dialog.getByRole('button', { name: 'Set the bias' }).click()
    await page.getByRole('row', { name: /Units of one instrument.*20/ }).waitFor()
    assert.deepEqual(panel.troubles, [])
    await page.context().close()
  }).skip(...PANEL_ABSENT)

  test('a login that is old may tighten; to loosen it asks for the password', async ({
    assert,
  }) => {
    // Eleven minutes later, as far as the host can tell.
    await panel.kill('SIGTERM')
    await panel.serve({ aheadMs: 11 * 60_000 })
    const page = await panel.open('/risk', owner)
    const dialog = page.getByRole('dialog')
    const change = async (units: string, button: string) => {
      await page.getByRole('button', { name: 'Change limits' }).click()
      await dialog.getByLabel(/^Units of one instrument/).fill(units)
      await dialog.getByLabel('Reason').fill('by an old login')
      await dialog.getByRole('button', { name: button }).click()
    }
    await change('30', 'Change limits')
    await dialog.waitFor({ state: 'detached' })
    await change('90', 'Ask to loosen')
    await page.getByRole('dialog', { name: 'Your password, please' }).waitFor()
    await page.locator('input[autocomplete=current-password]').fill(OWNER.password)
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('dialog').first().waitFor({ state: 'detached' })
    await page.getByText(/Limits loosen in \d+ s/).waitFor()
    // The browser writes down that the host asked for the password, and a hint about forms of passwords.
    const others = panel.troubles.splice(0).filter((one) => !/403 \(Forbidden\)|\[DOM\]/.test(one))
    assert.deepEqual(others, [])
    await page.context().close()
  }).skip(...PANEL_ABSENT)
})
