import type { EnginePorts } from '#engine/trading/engine_ports.js'

/** A fault of the engine, planted where it meets its ports. */
export interface Fault {
  readonly name: string
  /** The ports as a faulty engine would use them. */
  ports(ports: EnginePorts): EnginePorts
}

/** The engine as it is. */
export const NO_FAULT: Fault = { name: 'none', ports: (ports) => ports }
