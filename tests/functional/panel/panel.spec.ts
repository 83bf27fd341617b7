import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'
import { chromium, type Browser, type Page } from 'playwright-core'
import { DataFolder, ROOT } from '#tests/support/data_folder.js'
import { startServer } from '#tests/support/process.js'

const BROWSER = process.env.AQ_CHROMIUM ?? '/usr/bin/chromium'
const FLAGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking']
const isBuilt = existsSync(join(ROOT, 'frontend', '.output', 'complete'))
const absent = !existsSync(BROWSER) || !isBuilt
const reason = isBuilt
  ? `no browser at ${BROWSER} (set AQ_CHROMIUM, or install the package chromium)`
  : 'the panel is not built (npm test builds it)'
const PASSWORD = 'correct horse battery'
const VIEWS = {
  wide: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
}

test.group('the panel in a browser', (group) => {
  const folder = new DataFolder()
  let address = ''
  let setupCode = ''
  let browser: Browser
  let troubles: string[]
  group.tap((one) => one.timeout(180_000))
  group.setup(async () => {
    if (absent) return () => {}
    const server = await startServer({
      ...folder.environment,
      AQ_FIRST_ACCOUNT: 'true',
      AQ_REPLAY_BAR_MS: '300',
    })
    address = server.address
    setupCode = /needs this code: ([0-9a-f-]+)/.exec(server.stdout)?.[1] ?? ''
    browser = await chromium.launch({ executablePath: BROWSER, args: FLAGS })
    return async () => {
      await browser.close()
      process.kill(server.pid, 'SIGTERM')
      await server.ended
      folder.remove()
    }
  })

  async function open(options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: VIEWS.wide, locale: 'en', ...options })
    const page = await context.newPage()
    page.setDefaultTimeout(60_000)
    troubles = []
    page.on('console', (message) => troubles.push(`console: ${message.text()}`))
    page.on('pageerror', (error) => troubles.push(`error: ${error.message}`))
    page.on('request', (request) => {
      if (!/^data:/.test(request.url()) && !request.url().startsWith(address)) {
        troubles.push(`request: ${request.url()}`)
      }
    })
    await page.goto(address)
    await page.waitForSelector('h1')
    return page
  }
  async function logIn(page: Page) {
    await page.fill('input[autocomplete=username]', 'Olga')
    await page.fill('input[autocomplete=current-password]', PASSWORD)
    await page.click('button[type=submit]')
    await page.waitForSelector('.lede')
  }
  async function findings(page: Page): Promise<string[]> {
    const source = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'))
    await page.evaluate(readFileSync(source, 'utf8'))
    return page.evaluate(async () => {
      type Axe = { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
      const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run()
      return violations.map((one) => `${one.id}: ${one.nodes[0]?.html}`)
    })
  }

  test('sets up, logs in, starts a strategy, sees it trade, stops and resumes trading', async ({
    assert,
  }) => {
    const page = await open()
    await page.waitForURL('**/setup')
    await page.getByLabel('Setup code').fill(setupCode)
    await page.getByLabel('Name', { exact: true }).fill('Olga')
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByLabel('Password again').fill(PASSWORD)
    await page.getByRole('button', { name: 'Become the owner' }).click()
    await page.waitForSelector('.lede')
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.waitForURL('**/login**')
    await logIn(page)

    await page.getByRole('link', { name: 'Strategies' }).first().click()
    await page.getByRole('button', { name: 'New strategy' }).click()
    await page.getByLabel('Plugin').fill('momentum')
    await page.getByLabel('Symbols').fill('US.AAPL')
    await page.getByLabel('Parameters').fill('fast=3\nslow=8')
    await page.getByRole('button', { name: 'Create strategy' }).click()
    await page.getByRole('button', { name: 'Start momentum' }).click()
    await page.getByText('Running', { exact: true }).waitFor()

    await page.getByRole('link', { name: 'Orders' }).first().click()
    await page.locator('tr', { hasText: 'momentum' }).first().waitFor({ timeout: 90_000 })

    await page.getByRole('button', { name: 'New order' }).click()
    await page.getByLabel('Symbol', { exact: true }).fill('US.AAPL')
    await page.getByLabel('Quantity').fill('1')
    await page.getByLabel('Type').selectOption('limit')
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
    assert.deepEqual(troubles, [])
    await page.context().close()
  }).skip(absent, reason)

  for (const [width, viewport] of Object.entries(VIEWS)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`fits, is quiet and satisfies axe: ${width}, ${colorScheme}`, async ({ assert }) => {
        const page = await open({ viewport, colorScheme, locale: 'zh-CN' })
        assert.deepEqual(await findings(page), [])
        await logIn(page)
        const met: string[] = []
        for (const path of ['/', '/orders', '/strategies', '/strategies/momentum']) {
          await page.goto(`${address}${path}`)
          await page.locator('table, .page').first().waitFor()
          met.push(...(await findings(page)).map((one) => `${path} ${one}`))
          const taken = await page.evaluate<number>('document.documentElement.scrollWidth')
          if (taken > viewport.width) met.push(`${path} is ${taken} wide`)
        }
        await page.locator('button.stop').click()
        met.push(...(await findings(page)).map((one) => `stop ${one}`))
        assert.deepEqual(met, [])
        assert.deepEqual(troubles, [])
        assert.equal(await page.getAttribute('html', 'lang'), 'zh-CN')
        await page.context().close()
      }).skip(absent, reason)
    }
  }

  test('the keyboard reaches every head of a table and the stop button, and the shortcut opens it', async ({
    assert,
  }) => {
    const page = await open()
    await logIn(page)
    await page.goto(`${address}/orders`)
    await page.locator('table').first().waitFor()
    const wanted = await page.evaluate<number>(`document.querySelectorAll('th button').length`)
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
    assert.isTrue(isStopReached)
    assert.isAbove(wanted, 0)
    assert.equal(heads.size, wanted)
    await page.keyboard.press('Control+Shift+Period')
    await page.getByRole('dialog', { name: 'Stop trading' }).waitFor()
    await page.waitForFunction(`document.activeElement?.textContent.includes('Stop trading now')`)
    await page.context().close()
  }).skip(absent, reason)
})
