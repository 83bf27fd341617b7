import { test } from '@japa/runner'
import type { ApiCaller } from '#tests/support/api_caller.js'
import { PANEL_ABSENT, PanelBrowser } from '#tests/support/panel_browser.js'

test.group('the pages of strategies in a browser', (group) => {
  let panel: PanelBrowser
  let owner: ApiCaller
  group.tap((one) => one.timeout(120_000))
  group.setup(async () => {
    if (PANEL_ABSENT[0]) return () => {}
    panel = await PanelBrowser.start()
    owner = await panel.setUpOwner()
    return () => panel.stop()
  })

  test('makes one out of a plugin, drafts its next parameters and puts them into force', async ({
    assert,
  }) => {
    const page = await panel.open('/strategies', owner)
    await page.getByRole('button', { name: 'New strategy' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Plugin').selectOption('momentum')
    await dialog.getByLabel('Name').fill('quick')
    await dialog.getByLabel('Symbols').fill('US.AAPL')
    await dialog.getByLabel('Fast average').fill('900')
    await dialog.getByRole('button', { name: 'Create strategy' }).click()
    await dialog.getByText('A whole number within the bounds.').waitFor()
    await dialog.getByLabel('Fast average').fill('2')
    await dialog.getByLabel('Slow average').fill('5')
    await dialog.getByRole('button', { name: 'Create strategy' }).click()
    await page.getByRole('button', { name: 'Start quick' }).click()
    await page.getByText('Running', { exact: true }).waitFor()

    await page.getByRole('link', { name: 'quick' }).click()
    await page.getByText('Version 1 runs').waitFor()
    await page.getByRole('button', { name: 'Edit as a draft' }).click()
    await page.getByLabel('Fast average').fill('3')
    await page.getByRole('button', { name: 'Keep the draft' }).click()
    await page.getByText('A draft waits').waitFor()
    assert.match(String(await page.locator('.diff').textContent()), /Fast average\s*2\s*→\s*3/)
    await page.getByLabel('Why', { exact: true }).fill('quicker turns')
    await page.getByRole('button', { name: 'Put into force' }).click()
    await page.getByText('Version 2 runs').waitFor()
    await page.getByText('New parameters').first().waitFor()
    await page.getByText('Running', { exact: true }).first().waitFor()
    assert.deepEqual(panel.troubles, [])
    await page.context().close()
  }).skip(...PANEL_ABSENT)
})
