import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import type { ApiCaller } from '#tests/support/api_caller.js'
import { findings, PANEL_ABSENT, PanelBrowser } from '#tests/support/panel_browser.js'

test.group('the page of health in a browser', (group) => {
  let panel: PanelBrowser
  let owner: ApiCaller
  let keys = 0
  group.tap((one) => one.timeout(120_000))
  group.setup(async () => {
    if (PANEL_ABSENT[0]) return () => {}
    panel = await PanelBrowser.start()
    owner = await panel.setUpOwner()
    for (let n = 0; n < 300 && (await owner.get('/engine')).body.tradedBy === null; n++) {
      await sleep(100)
    }
    const parameters = { fast: '5', slow: '20' }
    await act('/strategies', { plugin: 'momentum', symbols: ['US.AAPL'], parameters })
    await act('/strategies/momentum/start', {})
    return () => panel.stop()
  })

  const act = async (path: string, body: object) => {
    const key = { 'idempotency-key': `he-${++keys}` }
    const { status, body: said } = await owner.call('POST', `/accounts/paper${path}`, body, key)
    if (status >= 300) throw new Error(`${path}: ${status} ${JSON.stringify(said)}`)
  }

  test('says how every part is, checks, hands out a bundle, and knows nothing of a host that is gone', async ({
    assert,
  }) => {
    const page = await panel.open('/health', owner)
    const part = (key: string) => page.locator(`[data-part^="${key}"]`)
    await part('database').getByText('In order').waitFor()
    await part('database')
      .getByRole('img', { name: /^Last 60 minutes: .*In order/ })
      .waitFor()
    await part('plugin:momentum').getByText('Restarts').waitFor()
    await part('plugin:momentum').getByText('CPU in all').waitFor()
    await part('account:paper').getByText('Trades; its broker is connected.').waitFor()

    const before = await page.locator('.doctor header time').getAttribute('datetime')
    await sleep(3_000)
    await page.getByRole('button', { name: 'Run check' }).click()
    await page.locator(`.doctor header time:not([datetime="${before}"])`).waitFor()

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Bundle for support' }).click(),
    ])
    assert.match(download.suggestedFilename(), /^aq-health-.*\.json$/)
    const bundle = JSON.parse(readFileSync(await download.path(), 'utf8')) as { leftOut: string[] }
    assert.deepEqual(bundle.leftOut, [])

    await page.getByRole('button', { name: 'Restart momentum' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Restart' }).click()
    await page.getByText(/^momentum.* is started again\.$/).waitFor()
    await page.locator('[data-part^="plugin:momentum"]', { hasText: /Restarts\s*1/ }).waitFor()

    await act('/halt', { reason: 'the news at nine' })
    await part('account:paper').getByText('Trading is stopped.').waitFor()
    await part('account:paper').getByText('When the reason is gone, resume trading.').waitFor()
    await page.getByText(/^1 of \d+ wants a look$/).waitFor()
    assert.deepEqual(await findings(page), [])
    assert.deepEqual(panel.troubles, [])

    await panel.kill()
    await part('host').getByText('Unknown').waitFor()
    await page.getByText('The host does not answer').waitFor()
    const marks = await page.locator('li[data-part] .mark, .doctor .mark').allTextContents()
    assert.isNotEmpty(marks)
    assert.deepEqual([...new Set(marks.map((one) => one.trim()))], ['Unknown'])

    await panel.serve()
    await part('host').getByText('In order').or(part('host').getByText('Look at it')).waitFor()
    await page.context().close()
  }).skip(...PANEL_ABSENT)
})
