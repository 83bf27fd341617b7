import type { ApplicationService } from '@adonisjs/core/types'
import { logForm, type LogForm } from '#start/log_form'
import { logScrubber } from '#start/log_scrubber'
import type * as runtime from './settings_runtime.js'

/** What can be set, what is in force, and the functions that change it. */
export type Settings = typeof runtime & Awaited<ReturnType<typeof runtime.openSettings>>

declare module '@adonisjs/core/types' {
  interface ContainerBindings {
    /** Settings: defaults, the environment, and what the database says. */
    settings: Settings
  }
}

/** Binds settings. Opens the database at the first `make`; the server follows what others change. */
export default class SettingsProvider {
  #end: (() => void) | null = null

  constructor(private readonly app: ApplicationService) {}

  register() {
    this.app.container.singleton('settings', async () => {
      const [loaded, { default: config }, database, encryption] = await Promise.all([
        import('./settings_runtime.js'),
        import('#config/settings'),
        this.app.container.make('database'),
        this.app.container.make('encryption'),
      ])
      const opened = await loaded.openSettings(database, {
        ...config,
        // A value that is sealed for one setting does not open as another's.
        seal: (value, key) => encryption.encrypt(value, { purpose: `setting ${key}` }),
        unseal: (sealed, key) => encryption.decrypt<string>(sealed, `setting ${key}`),
        hide(secret) {
          logScrubber.add(secret)
          logScrubber.addAddress(secret)
        },
      })
      return { ...loaded, ...opened }
    })
  }

  async ready() {
    if (this.app.getEnvironment() !== 'web') return
    const [{ desk, followSettings }, logger] = await Promise.all([
      this.app.container.make('settings'),
      this.app.container.make('logger'),
    ])
    const fileLevel = logger.level
    const apply = () => {
      logForm.level = desk.value('log.level') as LogForm['level']
      logForm.format = desk.value('log.format') as LogForm['format']
      // Below that of the file a line would end before the terminal is asked.
      logger.level = logForm.level === 'trace' ? 'trace' : fileLevel
    }
    apply()
    desk.watch(apply)
    this.#end = followSettings(desk)
  }

  async shutdown() {
    this.#end?.()
  }
}
