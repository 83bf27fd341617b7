import type { Manifest, ParameterValue } from '#engine/plugin/manifest.js'
import type { ReportCounsel, ReportParameter } from '#engine/report/report_model.js'
import type { SimulationRecord } from '#kernel/simulation/record.js'
import type { PreparedPlugin } from './prepare_plugin.js'
import type { FinishedBacktest } from './run_backtest.js'

/** The risk rules and agents of a run, with what each did. */
export function counselOf({ prepared, config, run }: FinishedBacktest): ReportCounsel[] {
  const { record } = run.simulation
  return [
    ...prepared.rules.map((plugin, r) => entry('risk rule', plugin, ruleOutcome(record, r))),
    ...prepared.agents.map((plugin, a) =>
      entry('agent', plugin, agentOutcome(record, a, config.riskBias))
    ),
  ]
}

/** The parameters of a plugin as a report shows them. */
export function reportParameters(
  manifest: Manifest,
  parameters: Readonly<Record<string, ParameterValue>>
): ReportParameter[] {
  return Object.entries(parameters).map(([name, value]) => ({
    name,
    value: String(value),
    unit: manifest.parameters[name]?.unit ?? null,
    isDefault: manifest.parameters[name]?.default === value,
  }))
}

function entry(
  kind: ReportCounsel['kind'],
  { manifest, bundle, parameters }: PreparedPlugin,
  outcome: string
): ReportCounsel {
  return {
    kind,
    name: manifest.id,
    version: manifest.version,
    bundleHash: bundle.sha256,
    parameters: reportParameters(manifest, parameters),
    outcome,
  }
}

function ruleOutcome({ rules }: SimulationRecord, r: number): string {
  const { asked, reduced, denied } = rules[r] as SimulationRecord['rules'][number]
  if (asked === 0) return 'was asked about no order'
  const approved = asked - reduced - denied
  return `asked about ${asked} ${asked === 1 ? 'order' : 'orders'}: ${approved} approved, ${reduced} reduced, ${denied} denied`
}

function agentOutcome(record: SimulationRecord, a: number, usual: number): string {
  const changes = record.biasChanges.filter((one) => one.agent === a)
  if (changes.length === 0) return 'never set the risk bias'
  const lowest = Math.min(...changes.map((one) => one.bias))
  const times = changes.length === 1 ? 'once' : `${changes.length} times`
  const mean = meanBias(record, usual)
  return `changed the risk bias ${times}, to ${lowest} at the lowest; the bias in force was ${mean.toFixed(2)} on average`
}

/** Mean over the instants of the run of the bias that was in force. */
function meanBias({ biasChanges, startMs }: SimulationRecord, usual: number): number {
  const instants = startMs.toArray()
  let sum = 0
  let next = 0
  let inForce = usual
  for (const ms of instants) {
    // A change is stamped with the end of its bar and holds for what is decided there.
    while (next < biasChanges.length && (biasChanges[next] as { atMs: number }).atMs <= ms) {
      inForce = (biasChanges[next++] as { inForce: number }).inForce
    }
    sum += inForce
  }
  return instants.length === 0 ? usual : sum / instants.length
}
