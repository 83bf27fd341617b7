import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import type { ApiCaller } from '#tests/support/api_caller.js'
import { type BusyHouse, fillHouse } from '#tests/support/busy_house.js'
import { findings, PANEL_ABSENT, PanelBrowser } from '#tests/support/panel_browser.js'
import { acts, doors, pages, type Scene } from '#tests/support/panel_scenes.js'
import { englishIn, inTheme, isDrawn, untabbed } from '#tests/support/panel_walk.js'
import { PluginRegistry } from '#tests/support/plugin_registry.js'

const THEMES = [
  ['dark', 'all'],
  ['light', 'colours'],
] as const

test.group('every page of the panel, with a day in it', (group) => {
  let panel: PanelBrowser
  let owner: ApiCaller
  let house: BusyHouse
  const atTheDoor: string[] = []
  group.tap((one) => one.timeout(300_000))
  group.setup(async () => {
    if (PANEL_ABSENT[0]) return () => {}
    const registry = await PluginRegistry.start()
    panel = await PanelBrowser.start()
    // The wizard is there only until there is an owner.
    atTheDoor.push(
      ...(await walk(doors('setup'), 'wide')),
      ...(await walk(doors('setup'), 'phone'))
    )
    owner = await panel.setUpOwner()
    house = await fillHouse(owner, registry)
    return async () => {
      await panel.stop()
      await registry.stop()
    }
  })

  /** What is wrong on scenes at a width: in both themes, and by the Tab key where there is one. */
  async function walk(
    scenes: readonly Scene[],
    view: 'wide' | 'phone',
    as: ApiCaller | null = null
  ) {
    const language = view === 'wide' ? 'en' : 'zh-CN'
    const met: string[] = []
    let page: Page | null = null
    for (const { name, path, act } of scenes) {
      if (page === null) page = await panel.open(path, as, { view, language })
      else await panel.go(page, path)
      await isDrawn(page)
      await act?.(page)
      for (const [theme, of] of THEMES) {
        await inTheme(page, theme)
        met.push(...(await findings(page, of)).map((one) => `${name} ${view} ${theme}: ${one}`))
      }
      if (view === 'wide' && act === undefined) {
        met.push(...(await untabbed(page)).map((one) => `${name}, not by Tab: ${one}`))
      }
      if (language === 'zh-CN') {
        met.push(...(await englishIn(page)).map((one) => `${name}, in English: ${one}`))
      }
      met.push(...panel.troubles.splice(0).map((one) => `${name} ${view}: ${one}`))
    }
    await page?.context().close()
    return met
  }

  test('on a desk: satisfies axe, fits, is quiet, and the Tab key comes to everything', async ({
    assert,
  }) => {
    assert.deepEqual(await walk([...pages(house), ...acts()], 'wide', owner), [])
  }).skip(...PANEL_ABSENT)

  test('on a phone, in Chinese: satisfies axe, fits and is quiet', async ({ assert }) => {
    assert.deepEqual(await walk([...pages(house), ...acts()], 'phone', owner), [])
  }).skip(...PANEL_ABSENT)

  test('before somebody is logged in', async ({ assert }) => {
    const login = [
      ...(await walk(doors('login'), 'wide')),
      ...(await walk(doors('login'), 'phone')),
    ]
    assert.deepEqual([...atTheDoor, ...login], [])
  }).skip(...PANEL_ABSENT)
})
