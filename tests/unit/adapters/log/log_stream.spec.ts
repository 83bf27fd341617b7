import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Logger } from '@adonisjs/core/logger'
import { test } from '@japa/runner'
import { LineScrubber } from '#adapters/log/line_scrubber.js'
import { LogStream, lowerLevel, type LogLevel } from '#adapters/log/log_stream.js'
import { RotatingFile } from '#adapters/log/rotating_file.js'

/** The product's logger over a folder of its own. */
function opened(
  cleanup: (clean: () => void) => void,
  terminal: { level?: LogLevel; areaLevel?: LogLevel; isJson?: boolean } = {}
) {
  const folder = mkdtempSync(join(tmpdir(), 'aq-log-'))
  cleanup(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'logs', 'aq.log')
  const troubles: string[] = []
  const file = new RotatingFile(path, { bytesMax: 4_000, kept: 2 }, (one) => troubles.push(one))
  const shown: string[] = []
  const scrubber = new LineScrubber()
  const stream = new LogStream({
    scrubber,
    file,
    terminal: {
      level: 'warn',
      areaLevel: 'info',
      isJson: false,
      isColoured: false,
      write: (text) => shown.push(text),
      ...terminal,
    },
  })
  const logger = new Logger({
    enabled: true,
    level: lowerLevel('warn', 'debug'),
    timestamp: 'iso',
    formatters: { level: (label) => ({ level: label }) },
    destination: stream,
  })
  return { folder: join(folder, 'logs'), path, file, shown, scrubber, logger, troubles }
}

/** Waits until a text stands in one of the files; a busy disk may take its time. */
async function written(folder: string, text: string): Promise<void> {
  const isThere = () =>
    readdirSync(folder).some((name) => readFileSync(join(folder, name), 'utf8').includes(text))
  for (let tries = 0; !isThere(); tries++) {
    if (tries === 2_000) throw new Error(`${text} was never written`)
    await sleep(5)
  }
}

test.group('the log', () => {
  test('the file has every line as JSON, the terminal what matters as a sentence', async ({
    assert,
    cleanup,
  }) => {
    const { logger, shown, path, file } = opened(cleanup)
    logger.debug({ area: 'trading', trace: 'trc_paper_2', span: 'order:1' }, 'order accepted')
    logger.info({ plugin: 'momentum' }, 'crossed')
    logger.info({ area: 'trading', account: 'paper', quantity: 3 }, 'paper trades')
    logger.error({ err: new Error('no such host') }, 'a look failed')
    await sleep(50)
    file.flush()
    const lines = readFileSync(path, 'utf8').trim().split('\n')
    const rows = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    assert.deepEqual(
      rows.map(({ level, msg }) => [level, msg]),
      [
        ['debug', 'order accepted'],
        ['info', 'crossed'],
        ['info', 'paper trades'],
        ['error', 'a look failed'],
      ]
    )
    assert.deepInclude(rows[0], { trace: 'trc_paper_2', span: 'order:1' })
    assert.lengthOf(shown, 2)
    assert.match(shown[0]!, /^\d\d:\d\d:\d\d trading: paper trades {2}account=paper\n$/)
    assert.match(shown[1]!, /^\d\d:\d\d:\d\d error a look failed: no such host\n$/)
  })

  test('as JSON the terminal shows the very line; a level that a person chose rules alone', ({
    assert,
    cleanup,
  }) => {
    const { logger, shown } = opened(cleanup, { level: 'error', areaLevel: 'error', isJson: true })
    logger.warn({ area: 'trading' }, 'left out')
    logger.error({ area: 'trading' }, 'shown')
    assert.lengthOf(shown, 1)
    assert.deepInclude(JSON.parse(shown[0]!), { level: 'error', msg: 'shown', area: 'trading' })
  })

  test('no secret reaches file or terminal, whichever way it comes into a line', async ({
    assert,
    cleanup,
  }) => {
    const { logger, shown, path, file, scrubber } = opened(cleanup)
    scrubber.add('correct-horse')
    const error = new Error('refused correct-horse at postgres://aq:battery-staple@db')
    logger.warn({ area: 'x', note: 'correct-horse', deep: { token: 'staple' } }, 'correct-horse')
    logger.error({ err: error }, 'it failed')
    await sleep(50)
    file.flush()
    const all = `${readFileSync(path, 'utf8')}${shown.join('')}`
    for (const secret of ['correct-horse', 'battery', 'staple']) assert.notInclude(all, secret)
    assert.include(all, 'refused [secret] at postgres://aq:[secret]@db')
  })

  test('a file that has grown too large is put aside; so many are kept, for their owner alone', async ({
    assert,
    cleanup,
  }) => {
    const { logger, folder, path, file, troubles } = opened(cleanup)
    for (let k = 0; k < 100; k++) {
      logger.info({ k }, 'x'.repeat(200))
      if (k % 10 === 9) await written(folder, `"k":${k},`)
    }
    file.flush()
    assert.deepEqual(readdirSync(folder).toSorted(), ['aq.log', 'aq.log.1', 'aq.log.2'])
    for (const name of readdirSync(folder)) {
      const { size, mode } = statSync(join(folder, name))
      assert.isBelow(size, 8_000, name)
      assert.equal(mode & 0o077, 0, name)
      for (const line of readFileSync(join(folder, name), 'utf8').trim().split('\n')) {
        if (line !== '') JSON.parse(line)
      }
    }
    const last = [path, `${path}.1`].map((one) => readFileSync(one, 'utf8')).join('')
    assert.include(last, '"k":99')
    assert.deepEqual(troubles, [])
  })
})
