import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { renderReport } from '#engine/report/render_report.js'
import type { ReportModel } from '#engine/report/report_model.js'

/** Writes the HTML report, whole or not at all; returns its absolute path. */
export async function writeReport(model: ReportModel, path: string): Promise<string> {
  const target = resolve(path)
  await mkdir(dirname(target), { recursive: true })
  await writeFile(`${target}.part`, renderReport(model))
  await rename(`${target}.part`, target)
  return target
}
