import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import type { Ability } from '#engine/identity/abilities.js'
import { PLATFORM_VERSION, SDK_VERSION } from '#engine/plugin/platform.js'
import AccessPolicy from '#policies/access_policy'
import { instant } from '../trading/views.js'
import { checkedView, partView } from './views.js'

/** Looking starts processes and writes files: whoever asks within this time hears the last answer. */
const FRESH_MS = 30_000
/** The same for whoever wants it looked at now. */
const AGAIN_MS = 3_000
/** Alerts in a bundle, those that are over as well. */
const ALERTS = 100

/** How the installation is. */
export default class HealthController {
  /** What the doctor knows of this machine. */
  async show() {
    const { check } = await app.container.make('health')
    return checkedView(await check.get(FRESH_MS))
  }

  /** The doctor and the watch look now. */
  async check() {
    const { check, watch } = await app.container.make('health')
    const [checked] = await Promise.all([check.get(AGAIN_MS), watch.look()])
    return checkedView(checked)
  }

  /** Every part with its last hour. */
  async minutes() {
    const { watch, nowMs, LOOK_MS, FRESH_MS: freshMs } = await app.container.make('health')
    const parts = watch.parts().map(partView)
    return { at: instant(nowMs()), everyMs: LOOK_MS, freshMs, parts }
  }

  /** Everything in one file; what the caller may not read elsewhere is not in it. */
  async bundle(ctx: HttpContext) {
    const { watch, check, log, clean, nowMs, bundleText } = await app.container.make('health')
    const policy = ctx.bouncer.with(AccessPolicy)
    const allowed = async <T>(ability: Ability, read: () => Promise<T>): Promise<T | null> =>
      (await policy.allows('use', ability)) ? read() : null
    const [{ desk }, { ports }, database] = await Promise.all([
      app.container.make('settings'),
      app.container.make('trading'),
      app.container.make('database'),
    ])
    const { postgresVersion, timescaleVersion, tier } = database.report.capabilities
    const filter = { isOpen: false, account: null, limit: ALERTS }
    const text = bundleText(
      {
        atMs: nowMs(),
        versions: {
          product: PLATFORM_VERSION,
          sdk: SDK_VERSION,
          node: process.versions.node,
          platform: `${process.platform} ${process.arch}`,
          postgres: postgresVersion,
          timescale: timescaleVersion,
          tier,
        },
        parts: watch.parts(),
        checked: await check.get(FRESH_MS),
        settings: await allowed('settings:read', async () => desk.rows),
        alerts: await allowed('alerts:read', () => ports.alertRecords.list(filter)),
        // Lines of the log name people, accounts and strategies.
        log: await allowed('audit:read', log),
      },
      clean
    )
    const stamp = instant(nowMs()).replace(/[:.]/g, '-')
    ctx.response.header('content-type', 'application/json; charset=utf-8')
    ctx.response.header('content-disposition', `attachment; filename="aq-health-${stamp}.json"`)
    return text
  }
}
