import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'

/** What a person without a pointer must come to: heads that sort, what can be done to a row, and Stop trading. */
const WANTED = 'th button, td button, td a[href], button.stop'
/** Presses after which a page has been walked through, or goes round in circles. */
const TABS_MAX = 400
const TABS_AT_ONCE = 40
const TRUE_MS = 30_000
/** For what is brought once somebody comes near it. */
const SCROLLED_MS = 150

/** For the page: notes what has had the focus, and whether the walk came round to where it began. */
const NOTES_FOCUS = `
  globalThis.walk = { seen: new Set(), first: null, isRound: false }
  document.activeElement?.blur()
  document.addEventListener('focusin', ({ target }) => {
    if (walk.first === target) walk.isRound = true
    walk.first ??= target
    walk.seen.add(target)
  })
  globalThis.walk.wanted = [...document.querySelectorAll('${WANTED}')].filter(
    (one) => !one.disabled && !one.closest('[inert]')
  )`
/** What was wanted from the beginning, is there still, and was not come to. */
const MISSED = `walk.wanted
  .filter((one) => one.isConnected && !one.disabled && !walk.seen.has(one))
  .map((one) => one.closest('table')?.caption?.textContent.trim() + ': ' + one.outerHTML.slice(0, 120))`

/**
 * Walks once through a page by the Tab key; tells each head that sorts, action of a row and Stop button that was
 * not come to. Rows that come or go on the way do not count.
 */
export async function untabbed(page: Page): Promise<string[]> {
  await page.evaluate(NOTES_FOCUS)
  for (let n = 0; n < TABS_MAX; n++) {
    await page.keyboard.press('Tab')
    if (n % TABS_AT_ONCE === 0 && (await page.evaluate<boolean>('walk.isRound'))) break
  }
  return page.evaluate<string[]>(MISSED)
}

/** How often a key may be pressed until something has the focus. */
const STEPS_MAX = 150

/**
 * Goes on by Tab until what has the focus has this name (or, for fields, this label); throws when it is not come to.
 */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let n = 0; n < STEPS_MAX; n++) {
    await page.keyboard.press('Tab')
    const named = await page.evaluate<string>(
      `(document.activeElement.getAttribute('aria-label') ?? document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent ?? '').trim()`
    )
    if (typeof name === 'string' ? named === name : name.test(named)) return
  }
  throw new Error(`${STEPS_MAX} times Tab did not come to ${name}`)
}

/**
 * Waits until an expression is true in the page; throws when it is not in time. Playwright's own waitForFunction
 * evaluates within the page, which the panel's content security policy refuses from the second try on.
 */
export async function comesTrue(page: Page, expression: string): Promise<void> {
  const deadline = Date.now() + TRUE_MS
  while (!(await page.evaluate<boolean>(expression))) {
    if (Date.now() > deadline) throw new Error(`it did not come true: ${expression}`)
    await sleep(25)
  }
}

/** Waits until a page shows what it has to show, to its end, in its own letters. */
export async function isDrawn(page: Page): Promise<void> {
  await page.evaluate('document.fonts.ready.then(() => null)')
  for (const to of ['document.documentElement.scrollHeight', '0']) {
    await page.evaluate(`scrollTo(0, ${to})`)
    await page.waitForTimeout(SCROLLED_MS)
  }
  const waiting = page.locator('main [aria-busy=true]')
  while ((await waiting.count()) > 0) await waiting.first().waitFor({ state: 'detached' })
}

/** Shows the page in a theme, as the system of its reader changes over. */
export async function inTheme(page: Page, theme: 'dark' | 'light'): Promise<void> {
  await page.emulateMedia({ colorScheme: theme })
  await comesTrue(page, `document.documentElement.dataset.theme === '${theme}'`)
  // Colours that fade over have arrived.
  await sleep(300)
}

/** What people and authors wrote in a house as `fillHouse` makes it; it stands in their own language. */
const THEIR_WORDS =
  /drill is over|Buys (?:when|what) |bars of the |It was tested |Shows "|^npm (?:@|vega)|(?:adjusted|index), /

/** Lines of a page in Chinese that are English sentences: three words and more. */
export async function englishIn(page: Page): Promise<string[]> {
  const text = await page.locator('body').innerText()
  const lines = text.split('\n').filter((line) => /[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}/.test(line))
  return [...new Set(lines)].filter((line) => !THEIR_WORDS.test(line))
}
