import { statfs } from 'node:fs/promises'
import { freemem } from 'node:os'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { HostMeter, HostVitals } from '#ports/health.js'

/** How often the loop is asked to be on time; it is part of every delay that is told. */
const RESOLUTION_MS = 20
const NS_PER_MS = 1e6
const MB = 1_048_576

/** Measures this process with what Node.js counts anyway; one question costs well under a millisecond. */
export class ProcessMeter implements HostMeter {
  readonly #delay: ReturnType<typeof monitorEventLoopDelay>
  #cpu = process.cpuUsage()
  #atMs = performance.now()

  /** `dataDir` is on the disk that must not become full. */
  constructor(private readonly dataDir: string) {
    this.#delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
    this.#delay.enable()
  }

  async read(): Promise<HostVitals> {
    const lag = (ns: number) => Math.max(0, Math.round(ns / NS_PER_MS - RESOLUTION_MS))
    const hasDelays = this.#delay.count > 0
    const [lagMs, lagMaxMs] = hasDelays
      ? [lag(this.#delay.percentile(99)), lag(this.#delay.max)]
      : [0, 0]
    this.#delay.reset()
    const cpu = process.cpuUsage(this.#cpu)
    const nowMs = performance.now()
    const tookMs = Math.max(1, nowMs - this.#atMs)
    this.#cpu = process.cpuUsage()
    this.#atMs = nowMs
    const { rss, heapUsed } = process.memoryUsage()
    const { bavail, bsize } = await statfs(this.dataDir)
    return {
      lagMs,
      lagMaxMs,
      residentMb: Math.round(rss / MB),
      heapMb: Math.round(heapUsed / MB),
      cpuPart: (cpu.user + cpu.system) / 1_000 / tookMs,
      memoryFreeMb: Math.round(freemem() / MB),
      diskFreeMb: Math.round((bavail * bsize) / MB),
      upMs: Math.round(process.uptime() * 1_000),
    }
  }

  close(): void {
    this.#delay.disable()
  }
}
