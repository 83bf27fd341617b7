import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import type { ApiCaller } from '#tests/support/api_caller.js'
import type { BusyHouse } from '#tests/support/busy_house.js'
import { OWNER, PANEL_ABSENT, PanelBrowser } from '#tests/support/panel_browser.js'
import { pages } from '#tests/support/panel_scenes.js'
import { comesTrue, isDrawn } from '#tests/support/panel_walk.js'
import { PluginRegistry } from '#tests/support/plugin_registry.js'

/** Would be an element, run, and fetch, wherever it is taken for anything but text. */
const MARK = `<img src=x onerror="hit=1"><svg onload="hit=1">`
/** What a list as a file must not begin a field with. */
const FORMULA = `=HYPERLINK("http://evil.example";"click")`
const README = [
  `# Read me ${MARK}`,
  '<script>hit=1</script>',
  '[press](javascript:hit=1) [data](data:text/html,<script>hit=1</script>) [spaced]( java\nscript:hit=1)',
  '![far](http://evil.example/x.png) ![near](x" onerror="hit=1) [![both](x)](vbscript:hit)',
  '<svg onload=alert(1)> <iframe src="//evil.example"></iframe> <a href="javascript:1">raw</a>',
  `| a | b |\n|---|---|\n| ${MARK} | \`<script>hit=1</script>\` |`,
  '```html"onmouseover="hit=1\n<script>hit=1</script>\n```',
].join('\n\n')
const CODE = `
import { defineStrategy } from '@aq-trading/sdk'
import manifest from '../aq-plugin.json' with { type: 'json' }
const words = ${JSON.stringify(MARK)}
export default defineStrategy(manifest, ({ words: said }, context) => {
  let bars = 0
  return {
    onBar({ symbol }) {
      bars += 1
      context.log(words)
      if (bars === 1) context.sell(symbol, { quantity: 5, reason: words })
      if (bars % 10 === 4 && context.position(symbol).quantity === 0) context.buy(symbol, { quantity: 2, reason: words })
      if (bars === 3 && said !== words) throw new Error(words)
    },
  }
})
`
const PLUGIN = {
  id: 'hostile_words',
  name: `<b onclick=1>${MARK}`.slice(0, 60),
  description: `${MARK} [press](javascript:hit=1) ${FORMULA}`,
  readme: README,
  code: CODE,
  manifest: {
    license: MARK.slice(0, 100),
    publisher: { id: 'eve', name: `Eve ${MARK}`.slice(0, 60) },
    parameters: {
      words: {
        type: 'choice',
        default: MARK,
        options: [MARK, FORMULA],
        label: MARK.slice(0, 60),
        description: MARK,
      },
    },
  },
}
/** For the page: what of it is more than text although a stranger wrote it. */
const FAULTS = `(() => {
  const met = reports.splice(0).map((one) => 'the policy stopped ' + one)
  if (globalThis.hit !== undefined) met.push('a script ran')
  for (const one of document.querySelectorAll('*')) {
    for (const { name, value } of one.attributes) {
      if (/^on|^srcdoc$/.test(name)) met.push(one.tagName + ' has ' + name)
      if (!['href', 'src', 'action', 'formaction', 'data', 'xlink:href'].includes(name)) continue
      const { protocol, origin } = new URL(value, location.href)
      const isKnown = ['http:', 'https:', 'blob:'].includes(protocol) || one.tagName === 'IMG'
      if (!isKnown) met.push(one.tagName + ' leads to ' + value)
      const isTaken = one.tagName !== 'A' && /^http/.test(protocol) && origin !== location.origin
      if (isTaken || value === 'x') met.push(one.tagName + ' takes ' + value)
    }
    const isActive = /^(?:IFRAME|OBJECT|EMBED|BASE|SCRIPT|STYLE|B)$/.test(one.tagName)
    if (isActive && /hit|evil/.test(one.outerHTML)) met.push(one.outerHTML.slice(0, 100))
  }
  return met
})()`
/** Keeps what the policy of the page reports. */
const LISTENS = `
  globalThis.reports = []
  document.addEventListener('securitypolicyviolation', (one) => reports.push(one.violatedDirective + ' ' + one.blockedURI))`

test.group('words of strangers, in a browser', (group) => {
  let panel: PanelBrowser
  let registry: PluginRegistry
  let owner: ApiCaller
  let house: BusyHouse
  let keys = 0
  group.tap((one) => one.timeout(240_000).skip(...PANEL_ABSENT))
  group.setup(async () => {
    if (PANEL_ABSENT[0]) return () => {}
    registry = await PluginRegistry.start()
    const stop = async () => {
      await Promise.all([panel?.stop(), registry.stop()])
    }
    try {
      panel = await PanelBrowser.start({ AQ_REPLAY_BAR_MS: '100' })
      owner = await panel.setUpOwner()
      house = await speak()
    } catch (error) {
      await stop()
      throw error
    }
    return stop
  })

  const send = async (
    method: string,
    path: string,
    body: object = {},
    good = [200, 201, 202]
  ): Promise<Record<string, unknown>> => {
    const key = { 'idempotency-key': `hostile-${++keys}` }
    const { status, body: said } = await owner.call(method, path, body, key)
    if (good.includes(status)) return said
    throw new Error(`${method} ${path}: ${status} ${JSON.stringify(said)}`)
  }
  const trade = (method: string, path: string, body?: object, good?: number[]) =>
    send(method, `/accounts/paper${path}`, body, good)
  const rows = async (path: string) => (await owner.get(path)).body.items as { id: string }[]
  const some = async (path: string): Promise<{ id: string }> => {
    for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(100)) {
      const [first] = await rows(path)
      if (first !== undefined) return first
    }
    throw new Error(`nothing came to ${path}`)
  }

  /** Puts hostile words wherever somebody may write some. */
  async function speak(): Promise<BusyHouse> {
    await registry.publish({ ...PLUGIN, version: '1.0.0' })
    await send('POST', '/registries', { url: registry.address, keyId: registry.keeper.keyId })
    const wish = { source: PLUGIN.id, trustKeyId: registry.author.keyId }
    const { consent } = await send('POST', '/plugins', wish, [409])
    const { consentTo, permissions } = consent as {
      consentTo: string
      permissions: { id: string }[]
    }
    const grant = permissions.map(({ id }) => id)
    await send('POST', '/plugins', { ...wish, consentTo, grant })
    const paper = { environment: 'paper', permissions: grant, reason: MARK }
    await send('POST', `/plugins/${PLUGIN.id}/grants`, paper)
    await registry.publish({ ...PLUGIN, version: '1.1.0', permissions: ['account:read'] })
    await send('POST', '/registries/refresh')

    const strategy = { plugin: PLUGIN.id, symbols: ['US.AAPL'], parameters: { words: MARK } }
    const parameters = { words: FORMULA }
    await trade('POST', '/strategies', strategy)
    await trade('POST', '/strategies', { ...strategy, name: 'thrower', parameters })
    for (const name of [PLUGIN.id, 'thrower']) await trade('POST', `/strategies/${name}/start`)
    await trade('PUT', `/strategies/${PLUGIN.id}/draft`, { parameters })
    await some(`/accounts/paper/fills?strategy=${PLUGIN.id}`)
    const run = { strategies: [{ plugin: PLUGIN.id }], symbols: ['US.AAPL'] }
    await send('POST', '/backtests', { ...run, from: '2014-01-02' })

    const days = { abilities: ['orders:read'], strategies: null, days: 9 }
    for (const name of [MARK, FORMULA]) {
      await send('POST', '/tokens', { ...days, name }, [422])
      const { password } = OWNER
      await send('POST', '/users', { name, password, role: 'viewer' }, [422])
      await owner.call('POST', '/session', { name, password })
    }
    await owner.get('/session')
    const order = { symbol: 'US.AAPL', side: 'buy', quantity: '1' }
    for (const reason of [MARK, FORMULA]) {
      await trade('POST', '/orders', { ...order, reason })
      const { orders } = await trade('POST', '/orders', { ...order, limitPrice: '1.05', reason })
      await trade('PATCH', `/orders/${String((orders as string[])[0])}`, { quantity: '2', reason })
      await trade('PUT', '/risk/bias', { bias: 0.9, reason })
      await trade('PATCH', '/risk/limits', { limits: { leverageMax: 3 - keys / 1_000 }, reason })
      await trade('POST', '/halt', { reason })
      await trade('POST', '/orders', { ...order, reason }, [409])
      const { id } = await some('/alerts')
      await send('POST', `/alerts/${id}/acknowledge`, { note: reason })
      await trade('POST', '/resume', { reason })
    }
    const registryText = `https://npm.example/${MARK.replaceAll(' ', '/')}`
    const settings = { 'plugins.npmRegistry': registryText }
    await send('PATCH', '/settings', { settings }, [200, 409, 422])

    const runs = [await some('/backtests')]
    const [shown] = await rows('/accounts/paper/orders?strategy=' + PLUGIN.id)
    const { id: trace } = await some(`/accounts/paper/traces?strategy=${PLUGIN.id}`)
    const ids = { plugin: PLUGIN.id, strategy: PLUGIN.id, runs: runs.map(({ id }) => id) }
    return { ...ids, order: shown!.id, trace }
  }

  const faults = async (page: Page, where: string): Promise<string[]> => {
    const found = await page.evaluate<string[]>(FAULTS)
    return found.map((one) => `${where}: ${one}`)
  }
  const isShown = async (page: Page) =>
    (await page.locator('body').innerText()).includes('onerror=')

  test('every page shows them as text: nothing runs, nothing is fetched', async ({ assert }) => {
    const page = await panel.open('/', owner)
    await page.context().addInitScript(LISTENS)
    const met: string[] = []
    const seen: string[] = []
    const paths = pages(house).map(({ path }) => path)
    for (const path of [...paths, '/strategies/thrower', '/audit?action=order']) {
      await panel.go(page, path)
      await isDrawn(page)
      met.push(...(await faults(page, path)))
      if (await isShown(page)) seen.push(path)
    }
    assert.deepEqual(met, [])
    assert.deepEqual(panel.troubles, [])
    for (const path of ['/orders', '/risk', '/plugins', '/audit', '/strategies']) {
      assert.isTrue(
        seen.some((one) => one.startsWith(path)),
        `${path}: none in ${seen.join(' ')}`
      )
    }
    await page.context().close()
  })

  test('what comes while a page is open is text as well', async ({ assert }) => {
    const page = await panel.open('/', owner)
    await page.context().addInitScript(LISTENS)
    await panel.go(page, '/risk')
    await isDrawn(page)
    await trade('POST', '/halt', { reason: `now ${MARK}` })
    await comesTrue(page, `document.body.innerText.includes('now <img')`)
    const met = await faults(page, 'halt')
    await trade('POST', '/resume', { reason: `over ${MARK}` })
    await comesTrue(page, `document.body.innerText.includes('over <img')`)
    met.push(...(await faults(page, 'resume')))
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').getByRole('combobox').fill(MARK)
    met.push(...(await faults(page, 'palette')))
    assert.deepEqual(met, [])
    assert.deepEqual(panel.troubles, [])
    await page.context().close()
  })

  test('what an address says is text, and leads nowhere else', async ({ assert }) => {
    const page = await panel.open('/', owner)
    await page.context().addInitScript(LISTENS)
    const word = encodeURIComponent(MARK)
    const met: string[] = []
    for (const path of [
      ...['orders', 'plugins', 'strategies', 'traces', 'backtest'].map((one) => `/${one}/${word}`),
      ...['/orders?symbol=', '/audit?action=', '/plugins?tab=', '/backtest/compare?runs='].map(
        (one) => `${one}${word}`
      ),
      `/${word}`,
      `/orders#${word}`,
    ]) {
      await page.goto(`${panel.address}${path}`)
      await page.locator('h1').first().waitFor()
      met.push(...(await faults(page, path)))
    }
    assert.deepEqual(met, [])
    // What is not there is told on the console by the browser and by the panel's frame itself.
    const others = panel.troubles
      .splice(0)
      .filter((one) => !/status of 4(?:04|22)|NUXT_E1005/.test(one))
    assert.deepEqual(others, [])
    await page.context().close()
    for (const to of [
      'javascript:hit=1',
      '//evil.example',
      '/\\evil.example',
      '/\t/evil.example',
    ]) {
      const door = await panel.open(`/login?to=${encodeURIComponent(to)}`)
      await door.getByLabel('Name').fill(OWNER.name)
      await door.getByLabel('Password').fill(OWNER.password)
      await door.keyboard.press('Enter')
      await comesTrue(door, `!location.pathname.startsWith('/login')`)
      assert.equal(new URL(door.url()).origin, panel.address, to)
      await door.context().close()
    }
    panel.troubles.splice(0)
  })

  test('no field of a list as a file is a formula', async ({ assert }) => {
    const lists = ['orders', 'fills', 'positions', 'trades', 'transactions', 'traces']
    const guarded: string[] = []
    for (const path of [...lists.map((list) => `/accounts/paper/${list}.csv`), '/audit.csv']) {
      const { status, body, headers } = await owner.get(path)
      assert.equal(status, 200, path)
      assert.match(headers.get('content-disposition')!, /^attachment; filename="[a-z-]+\.csv"$/)
      const text = String(body.text)
      assert.notMatch(text, /(?:^|[,\n])"?[=+@\t\r](?!\n)/, path)
      assert.notMatch(text, /(?:^|[,\n])"?-(?![\d.]+(?:e[+-]?\d+)?"?[,\r])/, path)
      if (text.includes(`'=HYPERLINK`)) guarded.push(path.split('/').at(-1)!)
    }
    assert.includeMembers(guarded, ['orders.csv'])
  })
})
