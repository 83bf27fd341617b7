import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { tarPackageArchive } from '#adapters/plugin_package/package_archive.js'
import { generateKey } from '#engine/plugin_package/signature.js'
import type { ApiCaller } from '#tests/support/api_caller.js'
import { findings, PANEL_ABSENT, PanelBrowser } from '#tests/support/panel_browser.js'
import { packageFiles } from '#tests/support/plugin_bench.js'
import { PluginRegistry } from '#tests/support/plugin_registry.js'
import { LoopbackRegistry } from '#tests/support/registry.js'

const BREAKOUT = { id: 'momentum_breakout', name: 'Momentum Breakout' }
const HOSTILE = `# Free <b>money</b>

<script>document.title = 'taken'</script><img src="https://evil.example/pixel.png" onerror="document.title = 'taken'">

![pixel](https://evil.example/pixel.png) [click me](javascript:document.title='taken') [data](data:text/html,x)
[inside](/settings) [out](https://example.com/paper) <https://example.com/auto>

| a | b |
|---|---|
| <i>1</i> | \`2\` |
`

test.group('plugins in the panel', (group) => {
  let panel: PanelBrowser
  let registry: PluginRegistry
  let npm: LoopbackRegistry
  let owner: ApiCaller
  group.tap((one) => one.timeout(180_000))
  group.setup(async () => {
    if (PANEL_ABSENT[0]) return () => {}
    ;[registry, npm] = await Promise.all([PluginRegistry.start(), LoopbackRegistry.start()])
    await registry.publish({ ...BREAKOUT, version: '1.4.0', permissions: ['positions:read?'] })
    const bridge = packageFiles({
      id: 'paper_bridge',
      kind: 'broker',
      key: generateKey(),
      permissions: ['orders:place', 'net:connect@api.example.com:443', 'storage@128?'],
      readme: HOSTILE,
    })
    await npm.publish('aq-plugin-paper_bridge', '1.0.0', await tarPackageArchive.pack(bridge))
    panel = await PanelBrowser.start({ AQ_NPM_REGISTRY: npm.address })
    owner = await panel.setUpOwner()
    await owner.get('/session')
    return async () => {
      await panel.stop()
      await Promise.all([registry.stop(), npm.stop()])
    }
  })

  /** What went wrong on the pages. An install that asks back is no trouble, nor one last look for what was removed. */
  const troubles = () => panel.troubles.filter((one) => !/status of 4(?:04|09|22)/.test(one))
  const dialog = (page: Page) => page.getByRole('dialog')
  const press = (page: Page, name: string | RegExp) =>
    dialog(page).getByRole('button', { name }).click()
  const focused = (page: Page) => page.evaluate<string>('document.activeElement.textContent.trim()')

  test('a registry is followed, searched, installed from by consent, and a strategy runs with it', async ({
    assert,
  }) => {
    const page = await panel.open('/plugins?tab=trust', owner)
    await page.getByRole('button', { name: 'Follow a registry' }).click()
    await page.getByLabel('Address').fill(registry.address)
    await press(page, 'Continue')
    await dialog(page).getByText(registry.keeper.keyId).waitFor()
    assert.equal(await focused(page), 'Cancel')
    await press(page, 'Trust this key')
    await page.getByRole('row', { name: /Our plugins/ }).waitFor()

    await page.getByRole('tab', { name: 'Catalogue' }).click()
    await page.getByLabel('Search the registries').fill('break')
    await page.getByRole('button', { name: 'Install Momentum Breakout' }).click()
    await dialog(page).getByText(registry.author.keyId).waitFor()
    await press(page, 'Trust this key')

    const consent = page.getByRole('dialog', { name: 'Install Momentum Breakout 1.4.0?' })
    await consent.waitFor()
    assert.equal(await focused(page), 'Cancel')
    // What reveals something comes first, and has its edge.
    const first = consent.locator('.permission').first()
    assert.include(await first.textContent(), 'positions:read')
    assert.isTrue(await first.evaluate((one) => one.classList.contains('risky')))
    const install = consent.getByRole('button', { name: 'Install and grant' })
    assert.isTrue(await install.isDisabled())
    await consent.getByRole('checkbox', { name: 'Grant this' }).click()
    await consent.getByRole('checkbox', { name: 'I have read' }).click()
    await install.click()
    await page.waitForURL('**/plugins/momentum_breakout')
    const { installed } = (await owner.get('/plugins/momentum_breakout')).body as {
      installed: { grants: { environment: string; permission: string }[] }
    }
    assert.sameMembers(
      installed.grants.map(({ environment, permission }) => `${environment} ${permission}`),
      ['example market-data:read', 'example orders:signal']
    )

    await page.getByRole('button', { name: 'Grant: Paper' }).click()
    await press(page, 'Grant')
    await dialog(page).waitFor({ state: 'detached' })
    const wish = {
      plugin: BREAKOUT.id,
      name: 'breakout',
      symbols: ['US.AAPL'],
      parameters: { fast: '3', slow: '8' },
    }
    const command = { 'idempotency-key': 'make-breakout' }
    const made = await owner.call('POST', '/accounts/paper/strategies', wish, command)
    assert.equal(made.status, 201, JSON.stringify(made.body))
    await panel.go(page, '/strategies')
    await page.getByRole('button', { name: 'Start breakout' }).click()
    await page.getByText('Running', { exact: true }).waitFor()
    assert.deepEqual(troubles(), [])
    await page.context().close()
  }).skip(...PANEL_ABSENT)

  test('an update that asks for more waits, is read as a difference, and is rolled back', async ({
    assert,
  }) => {
    await registry.publish({ ...BREAKOUT, version: '1.5.0', permissions: ['account:read'] })
    const page = await panel.open('/plugins', owner)
    await page.getByRole('button', { name: 'Check for updates' }).click()
    await page.getByText('Version 1.5.0 is there').waitFor()
    await page.getByRole('button', { name: 'Update Momentum Breakout' }).click()
    await page.getByRole('link', { name: 'Version 1.5.0 waits for your consent' }).click()
    await page.getByRole('button', { name: 'Review the update' }).click()
    const asked = await dialog(page).locator('.permission code').allTextContents()
    assert.deepEqual(asked, ['account:read'])
    await dialog(page).getByRole('checkbox', { name: 'I have read' }).click()
    await press(page, 'Update and grant')
    await dialog(page).waitFor({ state: 'detached' })
    await page.locator('tr', { hasText: '1.5.0' }).getByText('runs').waitFor()
    await page.getByRole('button', { name: 'Roll back to 1.4.0' }).click()
    await press(page, 'Roll back')
    await page.locator('tr', { hasText: '1.4.0' }).getByText('runs').waitFor()

    await page.getByRole('button', { name: 'Disable' }).click()
    await page.getByText('Disabled', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Enable' }).click()
    await page.getByText('Enabled', { exact: true }).waitFor()
    assert.deepEqual(troubles(), [])
    await page.context().close()
  }).skip(...PANEL_ABSENT)

  test('what can cost money is typed; the README of a stranger is text; a plugin and its key go', async ({
    assert,
  }) => {
    const page = await panel.open('/plugins', owner)
    await page.getByRole('button', { name: 'Install by name' }).click()
    await page.getByLabel('Package').fill('../etc/passwd')
    await press(page, 'Continue')
    await dialog(page).getByText('This is no name of a package').waitFor()
    await page.getByLabel('Package').fill('aq-plugin-paper_bridge')
    await press(page, 'Continue')
    await press(page, 'Trust this key')
    await dialog(page).getByRole('checkbox', { name: 'I have read' }).click()
    const install = dialog(page).getByRole('button', { name: 'Install and grant' })
    assert.isTrue(await install.isDisabled())
    await page.getByLabel('Type example paper_bridge to confirm').fill('example paper_bridge')
    await install.click()
    await page.waitForURL('**/plugins/paper_bridge')
    const readme = page.locator('.readme')
    await readme.getByText("<script>document.title = 'taken'</script>").waitFor()
    assert.equal(await readme.locator('script, img, iframe, b, i').count(), 0)
    const links = await readme
      .locator('a')
      .evaluateAll((all) =>
        all.map((one) => `${one.getAttribute('href')} ${one.getAttribute('rel')}`)
      )
    // An address in a text is a link that nobody follows for the reader.
    const rel = 'noopener noreferrer nofollow'
    assert.deepEqual(links, [
      `https://evil.example/pixel.png ${rel}`,
      `https://example.com/paper ${rel}`,
      `https://example.com/auto ${rel}`,
    ])
    assert.notEqual(await page.title(), 'taken')

    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    await dialog(page)
      .getByRole('checkbox', { name: /trust in the key/ })
      .click()
    await press(page, 'Remove')
    await page.waitForURL('**/plugins')
    await page.getByRole('tab', { name: 'Registries and keys' }).click()
    const key = page.locator('tr', { hasText: 'acme' })
    await key.getByText('not trusted').waitFor()
    await key.getByRole('button', { name: /Trust again/ }).click()
    await key.getByRole('button', { name: /Forget/ }).waitFor()

    await page.getByRole('tab', { name: 'Secrets' }).click()
    await page.getByRole('button', { name: 'New secret' }).click()
    await page.getByLabel('Name').fill('api_key')
    await page.getByLabel('Value').fill('short')
    await page.getByLabel('May be sent to').fill('api.example.com')
    await press(page, 'Keep it')
    await dialog(page).getByText('it must have 8 to 4096').waitFor()
    await page.getByLabel('Value').fill('sk-very-long-secret')
    await press(page, 'Keep it')
    await page.getByRole('row', { name: /api_key/ }).waitFor()
    assert.notInclude(await page.content(), 'sk-very-long-secret')
    assert.deepEqual(troubles(), [])
    await page.context().close()
  }).skip(...PANEL_ABSENT)

  test('the dialogs fit, are quiet and satisfy axe', async ({ assert }) => {
    await registry.publish({ id: 'quiet_pairs', name: 'Quiet Pairs', version: '0.9.1' })
    for (const theme of ['dark', 'light'] as const) {
      const page = await panel.open('/plugins?tab=trust', owner, { theme, view: 'phone' })
      await page.getByRole('button', { name: 'Ask now' }).click()
      await page.getByRole('status').getByText('All registries answered').waitFor()
      await panel.go(page, '/plugins/quiet_pairs')
      await page.getByRole('button', { name: 'Install 0.9.1' }).click()
      await dialog(page).getByText('I have read').waitFor()
      assert.deepEqual(await findings(page), [])
      await page.context().close()
    }
    assert.deepEqual(troubles(), [])
  }).skip(...PANEL_ABSENT)
})
