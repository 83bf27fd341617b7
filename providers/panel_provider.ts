import type { ApplicationService } from '@adonisjs/core/types'
import type { PanelStore } from '#ports/panel.js'

declare module '@adonisjs/core/types' {
  interface ContainerBindings {
    /** The panel's built files. */
    panel: PanelStore
  }
}

/** Binds the panel. `AQ_PANEL_ROOT` names another checkout whose panel is served. */
export default class PanelProvider {
  constructor(private readonly app: ApplicationService) {}

  register() {
    this.app.container.singleton('panel', async () => {
      const [{ PanelFiles, panelPlaces }, { default: env }] = await Promise.all([
        import('#adapters/panel/panel_files.js'),
        import('#start/env'),
      ])
      return new PanelFiles(panelPlaces(env.get('AQ_PANEL_ROOT') ?? this.app.makePath()))
    })
  }
}
