import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import type { ApiCaller } from '#tests/support/api_caller.js'
import { FaultyProxy } from '#tests/support/faulty_proxy.js'
import { findings, OWNER, PANEL_ABSENT, PanelBrowser } from '#tests/support/panel_browser.js'
import { watchRows } from '#tests/support/seen_rows.js'

const [absent] = PANEL_ABSENT
/** A row that was polled for would come later than this; how fast the stream is, the benchmark says. */
const TOLD_MS = 5_000
const ORDERS = 20

/** For the page: gives the password again, as a dialog does. */
const FRESHENS = `(async () => {
  const token = decodeURIComponent(/XSRF-TOKEN=([^;]+)/.exec(document.cookie)[1])
  await fetch('/api/v1/session/fresh', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-xsrf-token': token },
    body: JSON.stringify({ password: '${OWNER.password}' }),
  })
  await fetch('/api/v1/session')
})()`

test.group('the panel and its line to the host', (group) => {
  let panel: PanelBrowser
  let owner: ApiCaller
  let keys = 0
  group.tap((one) => one.timeout(120_000))
  group.setup(async () => {
    if (absent) return () => {}
    panel = await PanelBrowser.start()
    owner = await panel.setUpOwner()
    while ((await owner.get('/engine')).body.tradedBy === null) await sleep(100)
    return () => panel.stop()
  })

  const place = async (limitPrice: string) => {
    const body = { symbol: 'US.AAPL', side: 'buy', quantity: '1', limitPrice, timeInForce: 'gtc' }
    const head = { 'idempotency-key': `stream-${++keys}` }
    const answer = await owner.call('POST', '/accounts/paper/orders', body, head)
    const { orders = [] } = answer.body as { orders?: string[] }
    if (orders.length !== 1) throw new Error(JSON.stringify(answer))
    return orders[0]!
  }
  const asked = (page: Page) => {
    const paths: string[] = []
    page.on('request', (one) => {
      if (one.method() === 'GET') paths.push(new URL(one.url()).pathname)
    })
    return paths
  }
  const isConnected = (page: Page, ms = 30_000) =>
    page.locator('.link[data-is=live]').waitFor({ timeout: ms })

  test('shows what the engine did as it is told, without asking again and again', async ({
    assert,
  }) => {
    const page = await panel.open('/orders', owner)
    await isConnected(page)
    await sleep(1_500)
    const paths = asked(page)
    await sleep(6_000)
    assert.deepEqual(paths, [])

    const seenRows = await watchRows(page)
    const ids: string[] = []
    for (let n = 0; n < ORDERS; n++) {
      ids.push(await place('1.05'))
      await sleep(50 + Math.random() * 150)
    }
    await page
      .locator(`tr[data-row="${ids.at(-1)}"]`)
      .first()
      .waitFor()
    const seen = await seenRows()
    const { items } = (await owner.get('/accounts/paper/orders?limit=100')).body as {
      items: { id: string; createdAt: string }[]
    }
    const took = items
      .filter(({ id }) => ids.includes(id))
      .map(({ id, createdAt }) => seen[id]! - Date.parse(createdAt))
      .sort((a, b) => a - b)
    assert.lengthOf(took, ORDERS)
    assert.isAtMost(took.at(-1)!, TOLD_MS, `${took.join(' ')} ms`)
    assert.deepEqual(panel.troubles, [])
    await page.context().close()
  }).skip(...PANEL_ABSENT)

  test('has alerts in reach, which are marked as seen and as over', async ({ assert }) => {
    const page = await panel.open('/strategies', owner)
    await isConnected(page)
    const head = { 'idempotency-key': `stream-${++keys}` }
    await owner.call('POST', '/accounts/paper/halt', { reason: 'drill' }, head)
    await page.getByRole('button', { name: 'Alerts: 1 open' }).click()
    await page.getByText('paper is halted').waitFor()
    assert.deepEqual(await findings(page), [])
    await page.getByRole('button', { name: 'Mark as seen: paper is halted' }).click()
    await page.getByText(/^Seen by/).waitFor()
    await page.getByRole('button', { name: 'Alerts: 0 open' }).waitFor()
    await page.getByRole('button', { name: 'Mark as over: paper is halted' }).click()
    await page.getByText('Nothing needs attention.').waitFor()
    await page.keyboard.press('Escape')
    assert.equal(await page.getByText('Nothing needs attention.').count(), 0)
    const again = { 'idempotency-key': `stream-${++keys}` }
    await owner.call('POST', '/accounts/paper/resume', { reason: 'drill' }, again)
    assert.deepEqual(panel.troubles, [])
    await page.context().close()
  }).skip(...PANEL_ABSENT)

  test('keeps one line per tab, and has it renewed with the login', async ({ assert }) => {
    const page = await panel.open('/', await panel.logIn())
    await isConnected(page)
    const lines: string[] = []
    page.on('request', (one) => {
      if (one.url().includes('/stream/events')) lines.push(one.url())
    })
    for (const name of ['Orders', 'Strategies', 'Dashboard']) {
      await page.getByRole('link', { name, exact: true }).first().click()
      await page.getByRole('heading', { level: 1, name }).waitFor({ state: 'attached' })
    }
    assert.deepEqual(lines, [])
    await page.evaluate(FRESHENS)
    for (let n = 0; n < 60 && lines.length === 0; n++) await sleep(100)
    await sleep(1_500)
    assert.lengthOf(lines, 1)
    assert.equal(await page.locator('.link').getAttribute('data-is'), 'live')
    assert.deepEqual(panel.troubles, [])
    await page.context().close()
  }).skip(...PANEL_ABSENT)

  /** The orders page behind something that has moods. */
  const behind = async (cleanup: (undo: () => void) => void) => {
    const proxy = await FaultyProxy.before(panel.address)
    cleanup(() => proxy.close())
    const page = await panel.open('/login')
    const cookies = [...owner.cookies].map(([name, value]) => ({ name, value, url: proxy.address }))
    await page.context().addCookies(cookies)
    await page.goto(`${proxy.address}/orders`)
    await isConnected(page)
    return { proxy, page }
  }
  /** What a browser says of requests that fail is no trouble where they are made to. */
  const errors = () =>
    panel.troubles.splice(0).filter((one) => !/^console: Failed to load|^request: /.test(one))
  const shows = (page: Page, order: string) =>
    page.locator(`tr[data-row="${order}"]`).first().waitFor({ timeout: 3_000 })

  test('recovers from a proxy that answers 502, and from one that goes mute', async ({
    assert,
    cleanup,
  }) => {
    const { proxy, page } = await behind(cleanup)
    proxy.be('refuses')
    await page.locator('.link[data-is=lost]').waitFor()
    await sleep(4_000)
    const missed = await place('1.06')
    proxy.be('through')
    await isConnected(page)
    await shows(page, missed)

    proxy.be('mute')
    await page.locator('.link[data-is=silent]').waitFor()
    await page.locator('.link[data-is=lost]').waitFor()
    const next = await place('1.07')
    proxy.be('through')
    await isConnected(page)
    await shows(page, next)
    assert.deepEqual(errors(), [])
    await page.context().close()
  }).skip(...PANEL_ABSENT)

  test('comes back at once when the machine wakes up or the network is there again', async ({
    assert,
    cleanup,
  }) => {
    const { proxy, page } = await behind(cleanup)
    proxy.be('refuses')
    await page.locator('.link[data-is=lost]').waitFor()
    await sleep(9_000)
    const missed = await place('1.08')
    proxy.be('through')
    await page.evaluate(`window.dispatchEvent(new Event('online'))`)
    await isConnected(page, 1_500)
    await shows(page, missed)

    const browser = await page.context().newCDPSession(page)
    await browser.send('Page.setWebLifecycleState', { state: 'frozen' })
    proxy.be('refuses')
    proxy.be('through')
    const next = await place('1.09')
    await sleep(2_000)
    await browser.send('Page.setWebLifecycleState', { state: 'active' })
    await isConnected(page, 5_000)
    await shows(page, next)
    assert.deepEqual(errors(), [])
    await page.context().close()
  }).skip(...PANEL_ABSENT)

  test('says so when the host is gone, and goes on with the one that comes back', async ({
    assert,
  }) => {
    const page = await panel.open('/orders', owner)
    await isConnected(page)
    await panel.kill()
    await page.locator('.link[data-is=lost]').waitFor()
    await page.getByText('Figures as of').waitFor()
    await panel.serve()
    await isConnected(page)
    while ((await owner.get('/engine')).body.tradedBy === null) await sleep(100)
    const id = await place('1.10')
    await page.locator(`tr[data-row="${id}"]`).first().waitFor({ timeout: 3_000 })
    assert.deepEqual(
      panel.troubles.filter((one) => one.startsWith('error')),
      []
    )
    panel.troubles.length = 0
    await page.context().close()
  }).skip(...PANEL_ABSENT)
})
