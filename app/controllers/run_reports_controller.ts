import { promisify } from 'node:util'
import { brotliDecompress, gunzip } from 'node:zlib'
import app from '@adonisjs/core/services/app'
import type { HttpContext } from '@adonisjs/core/http'
import { readRunReport } from '#engine/overview/read_run_report.js'
import { reportPolicy } from '#engine/report/report_policy.js'

const decode: Readonly<Record<string, (body: Buffer) => Promise<Buffer>>> = {
  gzip: promisify(gunzip),
  br: promisify(brotliDecompress),
}

/** The stored HTML report of one backtest run. */
export default class RunReportsController {
  async show({ params, response }: HttpContext) {
    const database = await app.container.make('database')
    const report = await readRunReport(database, String(params.id))
    if (!report) {
      return response
        .status(404)
        .type('text/plain')
        .send(
          `There is no run ${params.id} with a report. \`node ace backtest:list\` lists runs.\n`
        )
    }
    const unpack = decode[report.encoding]
    const html = (unpack ? await unpack(report.body) : report.body).toString('utf8')
    return response
      .header('content-security-policy', reportPolicy(html))
      .type('text/html')
      .send(html)
  }
}
