import { createHash } from 'node:crypto'
import { test } from '@japa/runner'
import { buildReportModel } from '#engine/report/build_report_model.js'
import { escapeText, html, inlineSafe, jsonForScript, Markup } from '#engine/report/markup.js'
import { renderReport } from '#engine/report/render_report.js'
import { sampleRun } from './sample_run.js'

const HOSTILE = `</script><script>alert(1)</script><img src=x onerror=alert(2)>"'&\u2028`

test.group('report page', () => {
  const page = renderReport(buildReportModel(sampleRun()))

  test('names nothing outside itself', ({ assert }) => {
    const markup = page.replaceAll(/<script>[\s\S]*?<\/script>/g, '')
    assert.notMatch(markup, /<link|<iframe|<object|\bsrc=|@import|url\((?!data:)/)
    assert.notMatch(markup, /https?:\/\//)
  })

  test('allows its own scripts and style by hash and nothing else', ({ assert }) => {
    const policy = /Content-Security-Policy" content="([^"]*)"/
      .exec(page)![1]!
      .replaceAll('&#39;', "'")
    assert.include(policy, "default-src 'none'")
    assert.notInclude(policy, 'unsafe')
    const contents = [...page.matchAll(/<(?:script|style)>([\s\S]*?)<\/(?:script|style)>/g)]
    assert.lengthOf(contents, 3)
    for (const [, content] of contents) {
      const hash = createHash('sha256').update(content!).digest('base64')
      assert.include(policy, `'sha256-${hash}'`)
    }
  })

  test('has every section', ({ assert }) => {
    for (const id of [
      'equity',
      'price',
      'months',
      'spread',
      'figures',
      'trades',
      'costs',
      'settings',
      'assumptions',
    ]) {
      assert.include(page, `<section id="${id}"`)
    }
  })

  test('shows texts of plugins and files as text', ({ assert }) => {
    const hostile = renderReport(buildReportModel(sampleRun({ text: HOSTILE })))
    const plain = renderReport(buildReportModel(sampleRun()))
    const elements = (text: string) => [...text.matchAll(/<(script|img)\b/g)].length
    assert.equal(elements(hostile), elements(plain))
    assert.include(hostile, escapeText(HOSTILE))
  })

  test('carries data that reads back as it was', ({ assert }) => {
    const run = sampleRun({ text: HOSTILE })
    const hostile = renderReport(buildReportModel(run))
    const json = /id="report-data">([\s\S]*?)<\/script>/.exec(hostile)![1]!
    const data = JSON.parse(json)
    assert.equal(data.trades.rows[0][1], HOSTILE)
    assert.equal(data.command, `node ace backtest ${HOSTILE}`)
  })

  test('is small for a long run of fifty symbols', ({ assert }) => {
    const run = sampleRun({ sessions: 20_000, symbols: 50, trades: 60_000, text: 'US.SYMBOL' })
    const model = buildReportModel(run)
    assert.isBelow(Buffer.byteLength(renderReport(model)), 2_000_000)
    assert.equal(model.trades.omitted, 55_000)
    assert.deepEqual(model.trades.shown[0], run.trades[0])
    assert.deepEqual(model.trades.shown.at(-1), run.trades.at(-1))
  }).timeout(15_000)

  test('a run without trades or benchmark is a page too', ({ assert }) => {
    const run = sampleRun({ trades: 0, sessions: 3 })
    const bare = renderReport(
      buildReportModel({ ...run, benchmark: null, prices: [], about: { ...run.about, costs: [] } })
    )
    assert.include(bare, 'No trade was made.')
    assert.include(bare, 'No cost was charged.')
    assert.include(bare, 'n/a')
  })

  test('daily values stand on their session, not on the day their bar ended', ({ assert }) => {
    const { curves, prices } = buildReportModel(sampleRun())
    assert.equal(new Date(curves.atMs[0]!).toISOString(), '2016-01-04T00:00:00.000Z')
    assert.equal(new Date(prices[0]!.atMs[0]!).toISOString(), '2016-01-04T00:00:00.000Z')
  })
})

test.group('markup', () => {
  test('escapes what is interpolated, and only that', ({ assert }) => {
    assert.equal(
      html`<b title="${'"<'}">${'a & b'}</b>`.text,
      '<b title="&quot;&lt;">a &amp; b</b>'
    )
    assert.equal(html`${html`<i>x</i>`}${null}${3}`.text, '<i>x</i>3')
    assert.equal(html`${[new Markup('<p>'), new Markup('</p>')]}`.text, '<p></p>')
  })

  test('JSON in a script cannot end it', ({ assert }) => {
    const { text } = jsonForScript({ name: '</script><!--\u2028' })
    assert.notInclude(text, '<')
    assert.deepEqual(JSON.parse(text), { name: '</script><!--\u2028' })
  })

  test('a script that contains its own end is made harmless', ({ assert }) => {
    assert.equal(inlineSafe('"</script>" + "<!--"'), '"<\\/script>" + "<\\!--"')
  })
})
