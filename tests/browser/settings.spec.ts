import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import type { ApiCaller } from '#tests/support/api_caller.js'
import { findings, OWNER, PANEL_ABSENT, PanelBrowser } from '#tests/support/panel_browser.js'
import { comesTrue } from '#tests/support/panel_walk.js'

test.group('the page of settings', (group) => {
  let panel: PanelBrowser
  let owner: ApiCaller
  group.tap((one) => one.timeout(120_000))
  group.setup(async () => {
    if (PANEL_ABSENT[0]) return () => {}
    panel = await PanelBrowser.start({ AQ_QUOTE_DAYS: '2' })
    owner = await panel.setUpOwner()
    return () => panel.stop()
  })
  const value = async (key: string) => {
    const { items } = (await owner.get('/settings')).body as {
      items: { key: string; value: unknown; isSet: boolean }[]
    }
    return items.find((one) => one.key === key)
  }

  test('a person finds, changes and resets a setting; other tabs see it; files go out and in', async ({
    assert,
  }) => {
    const page = await panel.open('/settings', await panel.logIn())
    const other = await panel.open('/settings', await panel.logIn())
    const row = (key: string, on = page) => on.locator(`[data-key="${key}"]`)

    await page.getByLabel('Find a setting').fill('loss day')
    await row('market.hours').waitFor({ state: 'detached' })
    const loss = row('limits.dailyLossFractionMax')
    await loss.getByText('5 %').first().waitFor()
    await loss.getByRole('button', { name: 'Edit Loss of a day' }).click()
    await loss.getByRole('textbox').fill('300')
    await page.keyboard.press('Enter')
    await loss.getByText('A number from 0 to 100.').waitFor()
    await loss.getByRole('textbox').fill('3')
    await page.keyboard.press('Enter')
    await loss.getByText('Set here').waitFor()
    await loss.getByText('by Olga').waitFor()
    assert.equal((await value('limits.dailyLossFractionMax'))?.value, 0.03)
    await row('limits.dailyLossFractionMax', other).getByText('3 %', { exact: true }).waitFor()

    await loss.getByRole('button', { name: 'Reset Loss of a day' }).click()
    await loss.getByText('Default', { exact: true }).waitFor()
    await row('limits.dailyLossFractionMax', other).getByText('5 %', { exact: true }).waitFor()

    // A secret goes in and is not shown; what wants a restart says so.
    await page.getByLabel('Find a setting').fill('')
    await row('redis.url').getByRole('button', { name: 'Edit Redis' }).click()
    await row('redis.url').locator('input[type=password]').fill('redis://127.0.0.1:1')
    await page.keyboard.press('Enter')
    await row('redis.url').getByText('Set, not shown').waitFor()
    await page.getByText('1 change holds after the server is started again').waitFor()
    assert.notInclude(await page.content(), 'redis://')

    // What the environment sets is not offered.
    await row('market.quoteDays').getByText('AQ_QUOTE_DAYS').waitFor()
    assert.equal(await row('market.quoteDays').getByRole('button').count(), 0)

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export' }).click(),
    ])
    assert.deepEqual(JSON.parse(readFileSync(await download.path(), 'utf8')), {
      form: 1,
      settings: {},
    })
    await page.getByRole('button', { name: 'Import' }).click()
    const choose = async (settings: object) => {
      const buffer = Buffer.from(JSON.stringify({ form: 1, settings }))
      const file = { name: 'settings.json', mimeType: 'application/json', buffer }
      await page.getByLabel('File').setInputFiles(file)
    }
    await choose({ 'market.barDays': 30, 'market.spreadBps': -1 })
    await page.getByText('This file cannot be taken').waitFor()
    await choose({ 'market.barDays': 30, 'paper.slippageBps': 3 })
    await page.getByRole('cell', { name: '90 d' }).waitFor()
    assert.deepEqual(await findings(page), [])
    assert.equal((await value('market.barDays'))?.value, 90)
    await page.getByRole('button', { name: 'Change 2 settings' }).click()
    await row('market.barDays').getByText('30 d').waitFor()
    assert.equal((await value('paper.slippageBps'))?.value, 3)
    // The browser itself tells of the answer 422 that the page explains.
    const own = panel.troubles.splice(0).filter((one) => !one.includes('status of 422'))
    assert.deepEqual(own, [])
    await page.context().close()
    await other.context().close()
  }).skip(...PANEL_ABSENT)

  test('by the keyboard alone, with the password asked for where it is old', async ({ assert }) => {
    const caller = await panel.logIn()
    const page = await panel.open('/settings', caller)
    // The password counts for five minutes: one that is older is asked for.
    let isOld = true
    await page.route('**/api/v1/settings', async (route) => {
      if (!isOld || route.request().method() !== 'PATCH') return route.continue()
      isOld = false
      await route.fulfill({
        status: 403,
        contentType: 'application/problem+json',
        body: JSON.stringify({ status: 403, code: 'fresh_login_needed', detail: 'again' }),
      })
    })
    await page.getByRole('button', { name: 'Edit Jitter of the delay' }).focus()
    await page.keyboard.press('Enter')
    const row = page.locator('[data-key="paper.jitterMs"]')
    await row.getByRole('textbox').focus()
    await page.keyboard.press('Control+A')
    await page.keyboard.type('25')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByLabel('Password').fill(OWNER.password)
    await page.keyboard.press('Enter')
    await row.getByText('25 ms').waitFor()
    await page.getByRole('button', { name: 'Edit Jitter of the delay' }).focus()
    await page.keyboard.press('Enter')
    await row.getByRole('textbox').focus()
    await page.keyboard.press('Escape')
    await row.getByRole('textbox').waitFor({ state: 'detached' })
    await comesTrue(
      page,
      `document.activeElement?.getAttribute('aria-label') === 'Edit Jitter of the delay'`
    )
    assert.deepEqual(
      panel.troubles.splice(0).filter((one) => !one.includes('403')),
      []
    )
    await page.context().close()
  }).skip(...PANEL_ABSENT)
})
