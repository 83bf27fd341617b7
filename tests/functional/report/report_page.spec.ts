import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { test } from '@japa/runner'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { buildReportModel } from '#engine/report/build_report_model.js'
import { renderReport } from '#engine/report/render_report.js'
import { sampleRun } from '#tests/unit/engine/report/sample_run.js'

const BROWSER = process.env.AQ_CHROMIUM ?? '/usr/bin/chromium'
const absent = !existsSync(BROWSER)
const reason = `no browser at ${BROWSER} (set AQ_CHROMIUM, or install the package chromium)`
const FLAGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking']
const HOSTILE = `</script><script>document.title='owned'</script><img src=x onerror=alert(1)>`

const WIDE = { width: 1440, height: 900 }
const PHONE = { width: 390, height: 844 }

test.group('report in a browser', (group) => {
  const folder = mkdtempSync(join(tmpdir(), 'aq-report-'))
  let browser: Browser
  let troubles: string[]

  group.setup(async () => {
    if (absent) return
    browser = await chromium.launch({ executablePath: BROWSER, args: FLAGS })
    writeFileSync(join(folder, 'plain.html'), renderReport(buildReportModel(sampleRun())))
    const hostile = sampleRun({ text: HOSTILE, symbols: 2 })
    writeFileSync(join(folder, 'hostile.html'), renderReport(buildReportModel(hostile)))
  })
  group.teardown(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Opens a report and notes whatever it complains of or asks the network for. */
  async function open(name: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: WIDE, ...options })
    const page = await context.newPage()
    troubles = []
    page.on('console', (message) => troubles.push(`console: ${message.text()}`))
    page.on('pageerror', (error) => troubles.push(`error: ${error.message}`))
    page.on('dialog', (dialog) => {
      troubles.push(`dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
    page.on('request', (request) => {
      if (!/^(file|data):/.test(request.url())) troubles.push(`request: ${request.url()}`)
    })
    await page.goto(pathToFileURL(join(folder, `${name}.html`)).href)
    await page.waitForSelector('html[data-drawn]', { timeout: 10_000 })
    return page
  }

  const quantities = async (page: Page) =>
    (await page.locator('#trade-table tbody td:nth-child(4)').allTextContents()).slice(0, 3)

  for (const [width, viewport] of Object.entries({ wide: WIDE, phone: PHONE })) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`opens quietly, fits and satisfies axe: ${width}, ${colorScheme}`, async ({
        assert,
      }) => {
        const page = await open('plain', { viewport, colorScheme })
        assert.deepEqual(troubles, [])
        const size = await page.evaluate<number>('document.documentElement.scrollWidth')
        assert.isAtMost(size, viewport.width)
        const beyond = await page.evaluate<string[]>(
          `[...document.querySelectorAll('table.settings')]
            .filter((table) => table.offsetWidth > table.parentElement.clientWidth)
            .map((table) => table.innerText)`
        )
        assert.deepEqual(beyond, [], 'tables wider than their panels')
        const source = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'))
        await page.evaluate(readFileSync(source, 'utf8'))
        const findings = await page.evaluate(async () => {
          type Axe = { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
          const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run()
          return violations.map((one) => `${one.id}: ${one.nodes[0]?.html}`)
        })
        assert.deepEqual(findings, [])
        await page.context().close()
      }).skip(absent, reason)
    }
  }

  test('runs nothing that a name brings along', async ({ assert }) => {
    const page = await open('hostile')
    await page.selectOption('#price-symbol', '1')
    assert.deepEqual(troubles, [])
    assert.include(await page.title(), HOSTILE)
    assert.equal(await page.locator('img').count(), 0)
    await page.context().close()
  }).skip(absent, reason)

  test('sorts by a column, both ways, and turns pages', async ({ assert }) => {
    const page = await open('plain')
    const quantity = page.locator('th[data-key=quantity]')
    await quantity.getByRole('button').click()
    assert.equal(await quantity.getAttribute('aria-sort'), 'ascending')
    assert.deepEqual(await quantities(page), ['10', '11', '12'])
    await quantity.getByRole('button').click()
    assert.equal(await quantity.getAttribute('aria-sort'), 'descending')
    assert.deepEqual(await quantities(page), ['49', '48', '47'])
    await page.locator('#trade-after').click()
    assert.equal(await page.locator('#trade-where').textContent(), 'Trades 26 to 40 of 40')
    assert.isTrue(await page.locator('#trade-after').isDisabled())
    await page.context().close()
  }).skip(absent, reason)

  test('on a phone a trade is one short block, sorted from a list', async ({ assert }) => {
    const page = await open('plain', { viewport: PHONE })
    await page.selectOption('#trade-sort', 'number down')
    const first = await page.locator('#trade-table tbody tr').first().innerText()
    assert.match(first, /US\.AAPL (long|short) 49/)
    await page.context().close()
  }).skip(absent, reason)

  test('switches scale, range, appearance and colours', async ({ assert }) => {
    const page = await open('plain', { colorScheme: 'light' })
    const shot = () => page.locator('#equity-chart').screenshot()
    const linear = await shot()
    await page.locator('#log-scale').click()
    assert.equal(await page.locator('#log-scale').getAttribute('aria-pressed'), 'true')
    const logarithmic = await shot()
    assert.isFalse(linear.equals(logarithmic))
    await page.selectOption('#curve-range', '2017')
    assert.isFalse(logarithmic.equals(await shot()))
    const ground = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
    const light = await ground()
    await page.selectOption('#theme', 'dark')
    assert.notEqual(await ground(), light)
    const tone = () =>
      page.evaluate<string>(`getComputedStyle(document.querySelector('.gain')).color`)
    const blue = await tone()
    await page.selectOption('#tones', 'green-red')
    assert.notEqual(await tone(), blue)
    assert.deepEqual(troubles, [])
    await page.context().close()
  }).skip(absent, reason)

  test('reads the chart by keyboard and by pointer, and zooms by dragging', async ({ assert }) => {
    const page = await open('plain')
    const chart = page.locator('#equity-chart')
    await chart.focus()
    await page.keyboard.press('Home')
    assert.match((await chart.getAttribute('aria-valuetext'))!, /^2016-01-04, Equity/)
    await page.keyboard.press('ArrowRight')
    assert.match((await chart.getAttribute('aria-valuetext'))!, /^2016-01-05/)
    const box = (await chart.boundingBox())!
    await page.mouse.move(box.x + 300, box.y + 80)
    assert.match(await page.locator('#curve-readout').innerText(), /Drawdown/)
    await page.mouse.down()
    await page.mouse.move(box.x + 500, box.y + 80, { steps: 4 })
    await page.mouse.up()
    assert.equal(await page.locator('#curve-range').inputValue(), 'selection')
    await page.mouse.dblclick(box.x + 300, box.y + 80)
    assert.equal(await page.locator('#curve-range').inputValue(), '')
    assert.deepEqual(troubles, [])
    await page.context().close()
  }).skip(absent, reason)

  test('every control is reached by the tab key', async ({ assert }) => {
    const page = await open('plain')
    const seen = new Set<string>()
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press('Tab')
      seen.add(await page.evaluate<string>('document.activeElement.id'))
    }
    assert.includeMembers(
      [...seen],
      ['theme', 'tones', 'curve-range', 'log-scale', 'equity-chart', 'price-chart', 'trade-after']
    )
    await page.context().close()
  }).skip(absent, reason)
})
