import type { Clock } from '#ports/clock.js'
import type { HealthProbe } from '#ports/health.js'
import { HealthRing, type HealthPart } from './health_ring.js'

/** Between two looks. */
export const LOOK_MS = 5_000
/** A probe that takes longer tells nothing this time. */
const PATIENCE_MS = 4_000

/** What the watch works with. */
export interface HealthPorts {
  readonly probes: readonly HealthProbe[]
  readonly clock: Clock
  /** Told of a probe that threw, which is a fault of the platform. */
  failed(probe: string, error: unknown): void
}

/** Looks at all parts every few seconds and remembers an hour of it. No probe holds another one up. */
export class HealthWatch {
  readonly #ring = new HealthRing()
  /** Probes that are asked at this moment. */
  readonly #asked = new Set<string>()
  #cancel: () => void = () => {}
  #isStopped = false

  constructor(private readonly ports: HealthPorts) {}

  /** Looks now and from now on. */
  start(): void {
    if (this.#isStopped) return
    const { clock } = this.ports
    void this.look()
    this.#cancel = clock.setTimer(clock.nowMs() + LOOK_MS, () => this.start())
  }

  stop(): void {
    this.#isStopped = true
    this.#cancel()
  }

  /** Looks at everything once; resolves when all have told or are not waited for any longer. */
  async look(): Promise<void> {
    await Promise.all(this.ports.probes.map((probe) => this.#ask(probe)))
  }

  /** How every part stands. */
  parts(): HealthPart[] {
    return this.#ring.parts(this.ports.clock.nowMs())
  }

  async #ask(probe: HealthProbe): Promise<void> {
    const { clock, failed } = this.ports
    // One that hangs is not asked a second time: what it does may be what is short.
    if (this.#asked.has(probe.name)) return
    this.#asked.add(probe.name)
    let cancel = () => {}
    const late = new Promise<null>((resolve) => {
      cancel = clock.setTimer(clock.nowMs() + PATIENCE_MS, () => resolve(null))
    })
    const told = probe
      .look()
      .catch((error: unknown) => {
        failed(probe.name, error)
        return null
      })
      .finally(() => this.#asked.delete(probe.name))
    const readings = await Promise.race([told, late])
    cancel()
    if (readings !== null && !this.#isStopped) {
      this.#ring.record(probe.name, readings, clock.nowMs())
    }
  }
}
