import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type { Finding } from '#engine/doctor/finding.js'

const MARKS = { ok: '✔', warn: '!', fail: '✖' } as const

/** Checks everything the product needs on this machine, and says what to do about what is wrong. */
export default class Doctor extends BaseCommand {
  static override commandName = 'doctor'
  static override description = 'Check that everything this machine needs is in order'
  static override options: CommandOptions = { startApp: true }

  @flags.boolean({ description: 'Print JSON instead of text' })
  declare json: boolean

  override async run() {
    const { examine } = await import('#engine/doctor/examine.js')
    const findings = await examine({
      root: this.app.makePath(),
      dataDir: await this.app.container.make('data_directory'),
      walls: () => this.app.container.make('plugin_walls'),
      database: () => this.app.container.make('database'),
    })
    const fails = findings.filter(({ level }) => level === 'fail').length
    const warnings = findings.filter(({ level }) => level === 'warn').length
    if (fails > 0) this.exitCode = 1
    if (this.json) {
      console.log(JSON.stringify({ ok: fails === 0, findings }, null, 2))
      return
    }
    for (const line of linesOf(findings)) console.log(line)
    console.log(
      `\n${findings.length - fails - warnings} in order, ${warnings} to look at, ${fails} wrong`
    )
  }
}

function linesOf(findings: readonly Finding[]): string[] {
  const width = Math.max(...findings.map(({ what }) => what.length))
  return findings.flatMap(({ what, level, found, advice }) => [
    `${MARKS[level]} ${what.padEnd(width)}  ${found}`,
    ...(advice ? [`  ${' '.repeat(width)}  -> ${advice}`] : []),
  ])
}
