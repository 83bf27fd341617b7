import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { becomeOwner, enter, type ApiCaller } from './api_caller.js'
import { DataFolder, ROOT } from './data_folder.js'
import { startServer } from './process.js'

const BROWSER = process.env.AQ_CHROMIUM ?? '/usr/bin/chromium'
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
const isBuilt = existsSync(join(ROOT, 'frontend', '.output', 'complete'))

/** For `test(...).skip(...PANEL_ABSENT)`: whether there is no browser or no built panel, and why. */
export const PANEL_ABSENT: [boolean, string] = [
  !existsSync(BROWSER) || !isBuilt,
  isBuilt
    ? `no browser at ${BROWSER} (set AQ_CHROMIUM, or install the package chromium)`
    : 'the panel is not built (npm test builds it)',
]

/** The owner that `setUpOwner` makes. */
export const OWNER = { name: 'Olga', password: 'correct horse battery' } as const

/** Sizes of a desk and of a phone. */
export const VIEWS = {
  wide: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
} as const

/** How a page is looked at. */
export interface Look {
  readonly view?: keyof typeof VIEWS
  readonly theme?: 'dark' | 'light'
  readonly language?: 'en' | 'zh-CN'
}

/**
 * A server with a data folder of its own on the replay market, and a browser at its panel. Whatever a page
 * writes on the console, throws, or asks of another host is in `troubles`.
 */
export class PanelBrowser {
  readonly troubles: string[] = []
  readonly #folder = new DataFolder()
  readonly #environment: NodeJS.ProcessEnv
  #server!: Awaited<ReturnType<typeof startServer>>
  #browser!: Browser

  private constructor(environment: NodeJS.ProcessEnv) {
    this.#environment = {
      ...this.#folder.environment,
      AQ_FIRST_ACCOUNT: 'true',
      AQ_REPLAY_BAR_MS: '300',
      ...environment,
    }
  }

  /** Starts both; the environment adds to the usual one. */
  static async start(environment: NodeJS.ProcessEnv = {}): Promise<PanelBrowser> {
    const started = new PanelBrowser(environment)
    await started.serve().catch((error: unknown) => {
      started.#folder.remove()
      throw error
    })
    started.#browser = await chromium.launch({ executablePath: BROWSER, args: FLAGS })
    return started
  }

  get address(): string {
    return this.#server.address
  }

  /** Data folder of the server. */
  get dataDir(): string {
    return this.#folder.path
  }

  /** What the server that runs now has said. */
  get said(): string {
    return this.#server.stdout + this.#server.stderr
  }

  /** The code that the console shows while there is no owner. */
  get setupCode(): string {
    return this.#server.setupCode
  }

  /**
   * Starts the server, again after `kill`; it comes back at the same address where that is free. With `aheadMs`
   * its clock is ahead by so much.
   */
  async serve({ aheadMs = 0 } = {}): Promise<void> {
    const shift = `const now=Date.now;Date.now=()=>now()+${aheadMs}`
    const ahead = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(shift)}` }
    this.#server = await startServer({ ...this.#environment, ...(aheadMs === 0 ? {} : ahead) })
  }

  /** Ends the server, with SIGKILL as a crash does it. */
  async kill(signal: 'SIGTERM' | 'SIGKILL' = 'SIGKILL'): Promise<void> {
    process.kill(this.#server.pid, signal)
    await this.#server.ended
  }

  /** Ends both and removes the data. */
  async stop(): Promise<void> {
    await this.#browser.close()
    if (this.#server.child.exitCode === null && this.#server.child.signalCode === null) {
      await this.kill('SIGTERM')
    }
    this.#folder.remove()
  }

  /** Becomes OWNER on the page that sets up, as the first person does, and waits for the next step. */
  async becomeOwner(page: Page): Promise<void> {
    await page.waitForURL('**/setup')
    await page.getByLabel('Setup code').fill(this.setupCode)
    await page.getByLabel('Name', { exact: true }).fill(OWNER.name)
    await page.getByLabel('Password', { exact: true }).fill(OWNER.password)
    await page.getByLabel('Password again').fill(OWNER.password)
    await page.getByRole('button', { name: 'Become the owner' }).click()
    await page.waitForURL('**/welcome')
  }

  /** Makes OWNER the owner; the answer calls the API as them, freshly logged in. */
  setUpOwner(): Promise<ApiCaller> {
    return becomeOwner(this.#server, OWNER)
  }

  /** Logs somebody in; the answer calls the API as them. */
  logIn(who: { name: string; password: string } = OWNER): Promise<ApiCaller> {
    return enter(this.address, '/session', who)
  }

  /** A page of a browser of its own at `path`; logged in as `as`, or as nobody. Waits for its heading. */
  async open(path = '/', as: ApiCaller | null = null, look: Look = {}): Promise<Page> {
    const { view = 'wide', theme = 'dark', language = 'en' } = look
    const context = await this.#browser.newContext({
      viewport: VIEWS[view],
      colorScheme: theme,
      locale: language,
      acceptDownloads: true,
    })
    const cookies = [...(as?.cookies ?? [])]
    await context.addCookies(
      cookies.map(([name, value]) => ({ name, value, url: this.address, sameSite: 'Lax' }))
    )
    const page = await context.newPage()
    page.setDefaultTimeout(30_000)
    page.on('console', (message) => this.troubles.push(`console: ${message.text()}`))
    page.on('pageerror', (error) => this.troubles.push(`error: ${error.message}`))
    page.on('request', (request) => {
      const url = request.url()
      if (!/^(data|blob):/.test(url) && !url.startsWith(this.address)) {
        this.troubles.push(`request: ${url}`)
      }
    })
    await this.go(page, path)
    return page
  }

  /** Goes to a path of the panel and waits for its heading. */
  async go(page: Page, path: string): Promise<void> {
    await page.goto(`${this.address}${path}`)
    await page.locator('h1').first().waitFor()
  }
}

/**
 * What is wrong with the page as it is now: findings of axe, and a width beyond the screen's. In another theme
 * only the colours can be wrong, which `of` says.
 */
export async function findings(page: Page, of: 'all' | 'colours' = 'all'): Promise<string[]> {
  if (!(await page.evaluate<boolean>(`'axe' in globalThis`))) await page.evaluate(AXE)
  const wanted = of === 'all' ? {} : { runOnly: ['color-contrast', 'link-in-text-block'] }
  const found = await page.evaluate(async (only) => {
    type Axe = {
      run(how: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>
    }
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run({
      resultTypes: ['violations'],
      ...only,
    })
    return violations.map((one) => `${one.id}: ${one.nodes[0]?.html}`)
  }, wanted)
  const taken = await page.evaluate<number>('document.documentElement.scrollWidth')
  const width = page.viewportSize()?.width ?? taken
  if (taken > width) found.push(`${taken} wide on a screen of ${width}`)
  return found
}
