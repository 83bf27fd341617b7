import type { ApplicationService } from '@adonisjs/core/types'
import type { IdentityPorts } from '#engine/identity/identity_ports.js'
import type { SetupCode } from '#engine/identity/setup_code.js'
import type * as runtime from './identity_runtime.js'

/** The functions about users, sessions and tokens, with their ports. */
export type IdentityRuntime = typeof runtime & {
  readonly ports: IdentityPorts
  readonly setupCode: SetupCode
}

declare module '@adonisjs/core/types' {
  interface ContainerBindings {
    /** Who may do what: users, sessions, tokens. */
    identity: IdentityRuntime
  }
}

const PURPOSE = 'second factor'

/** Binds identity. Loads its code and opens the database at the first `make`. */
export default class IdentityProvider {
  constructor(private readonly app: ApplicationService) {}

  register() {
    this.app.container.singleton('identity', async () => {
      const [loaded, database, encryption] = await Promise.all([
        import('./identity_runtime.js'),
        this.app.container.make('database'),
        this.app.container.make('encryption'),
      ])
      const ports = loaded.createIdentityPorts(database, {
        seal: (secret) => encryption.encrypt(secret, { purpose: PURPOSE }),
        unseal: (sealed) => encryption.decrypt<string>(sealed, PURPOSE),
      })
      return { ...loaded, ports, setupCode: new loaded.SetupCode(ports) }
    })
  }
}
