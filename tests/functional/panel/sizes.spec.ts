import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { ROOT } from '#tests/support/data_folder.js'
import { PANEL_ABSENT } from '#tests/support/panel_browser.js'
import { PANEL_SIZES_MAX, readPanelSizes } from '#tests/support/panel_sizes.js'

test.group('the size of the panel', () => {
  test('no page is sent more than it may be, and the beginning of all is light', ({ assert }) => {
    const { entry, routes, chunk, css, fonts } = readPanelSizes()
    assert.isAtMost(entry, PANEL_SIZES_MAX.entry, 'KB of the entry')
    assert.isAtMost(chunk, PANEL_SIZES_MAX.chunk, 'KB of the largest script')
    assert.isAtMost(css, PANEL_SIZES_MAX.css, 'KB of styles')
    assert.isAbove(fonts, 10)
    assert.isAtMost(fonts, PANEL_SIZES_MAX.fonts, 'KB of fonts')
    const pages = readdirSync(join(ROOT, 'frontend', 'app', 'pages'), { recursive: true })
    assert.lengthOf([...routes], pages.filter((path) => String(path).endsWith('.vue')).length)
    for (const [path, size] of routes) {
      assert.isAbove(size, entry)
      assert.isAtMost(size, PANEL_SIZES_MAX.route, `KB of ${path}`)
    }
  }).skip(...PANEL_ABSENT)
})
