import type { HealthProbe, HealthReading, HostMeter, HostVitals } from '#ports/health.js'

/** From here on the slowest turn of the event loop is worth a look, or nothing works any more, ms. */
const LAG_WARN_MS = 500
const LAG_FAIL_MS = 3_000
const DISK_WARN_MB = 2_048
const DISK_FAIL_MB = 205
const MEMORY_WARN_MB = 256

/** The process and the machine that it runs on. */
export function hostProbe(meter: HostMeter): HealthProbe {
  return {
    name: 'host',
    look: async () => {
      const vitals = await meter.read()
      return [
        {
          key: 'host',
          kind: 'host',
          name: 'host',
          ...judge(vitals),
          detail: null,
          figures: { ...vitals },
        },
      ]
    },
  }
}

/** The worst thing first. */
function judge(vitals: HostVitals): Pick<HealthReading, 'state' | 'code'> {
  const { lagMaxMs, diskFreeMb, memoryFreeMb } = vitals
  if (diskFreeMb < DISK_FAIL_MB) return { state: 'fail', code: 'disk_full' }
  if (lagMaxMs >= LAG_FAIL_MS) return { state: 'fail', code: 'stuck' }
  if (diskFreeMb < DISK_WARN_MB) return { state: 'warn', code: 'disk_low' }
  if (memoryFreeMb < MEMORY_WARN_MB) return { state: 'warn', code: 'memory_low' }
  if (lagMaxMs >= LAG_WARN_MS) return { state: 'warn', code: 'busy' }
  return { state: 'ok', code: 'running' }
}
