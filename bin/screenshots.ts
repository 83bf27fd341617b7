/**
 * Pictures of every page of the panel: `npm run screenshots -- [--folder F] [--pages a,b] [--looks wide-dark-en,...]`.
 *
 * A server of its own is filled with what a day leaves behind, and every page is taken in both sizes, themes and
 * languages, into `tmp/screenshots` where no folder is named. The exit code is 1 when a page wrote on the console,
 * threw, or asked another host.
 */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { fillHouse } from '#tests/support/busy_house.js'
import { ROOT } from '#tests/support/data_folder.js'
import { type Look, PANEL_ABSENT, PanelBrowser } from '#tests/support/panel_browser.js'
import { acts, doors, pages, type Scene, take } from '#tests/support/panel_scenes.js'
import { PluginRegistry } from '#tests/support/plugin_registry.js'

const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: join(ROOT, 'tmp', 'screenshots') },
    pages: { type: 'string' },
    looks: { type: 'string' },
  },
})
const folder = resolve(values.folder)
const wanted = values.pages?.split(',')
const looks = (['wide', 'phone'] as const)
  .flatMap((view) => (['dark', 'light'] as const).map((theme) => ({ view, theme })))
  .flatMap((look) => (['en', 'zh-CN'] as const).map((language) => ({ ...look, language })))
  .filter((look) => values.looks === undefined || values.looks.split(',').includes(nameOf(look)))

const [isAbsent, why] = PANEL_ABSENT
if (isAbsent) {
  console.error(`no pictures: ${why}`)
  process.exit(1)
}
mkdirSync(folder, { recursive: true })
const registry = await PluginRegistry.start()
const panel = await PanelBrowser.start()
let taken = 0
try {
  await takeAll(doors('setup'), null)
  console.log('Filling the house: a strategy, orders, backtests, people, plugins')
  const owner = await panel.setUpOwner()
  const house = await fillHouse(owner, registry)
  await takeAll(doors('login'), null)
  await takeAll([...pages(house), ...acts()], owner)
} finally {
  await panel.stop()
  await registry.stop()
}
for (const trouble of new Set(panel.troubles)) console.log(`trouble: ${trouble}`)
console.log(`${taken} pictures in ${folder}, ${panel.troubles.length} troubles`)
process.exitCode = panel.troubles.length === 0 ? 0 : 1

/** Takes scenes in every look, one browser after another. */
async function takeAll(scenes: readonly Scene[], as: Parameters<typeof take>[1]['as']) {
  const some = scenes.filter(({ name }) => wanted === undefined || wanted.includes(name))
  for (const look of looks) {
    const file = (name: string) => join(folder, `${name}_${nameOf(look)}.png`)
    taken += await take(panel, { as, look, scenes: some, file })
  }
}

/** `wide-dark-en`. */
function nameOf({ view, theme, language }: Look): string {
  return `${view}-${theme}-${language === 'zh-CN' ? 'zh' : 'en'}`
}
