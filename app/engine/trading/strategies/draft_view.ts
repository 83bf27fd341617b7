import type { Manifest, ParameterDeclaration } from '#engine/plugin/manifest.js'
import { resolveParameters, type ParameterFault } from '#engine/plugin/resolve_parameters.js'
import type { Result } from '#kernel/values/result.js'
import type { StrategyDraft, StrategyDrafts } from '#ports/strategy_drafts.js'
import type { StrategyRow } from '#ports/strategy_records.js'

/** One parameter whose value a draft changes; texts as a plugin would be given them. */
export interface ParameterChange {
  readonly name: string
  readonly from: string
  readonly to: string
}

/** The draft of a strategy's parameters beside what runs. */
export interface DraftView {
  /** As they run, or would at a start: as they were written. */
  readonly current: { readonly version: number; readonly parameters: Record<string, string> }
  /** `null` while nobody writes any. */
  readonly draft: StrategyDraft | null
  /** What the draft changes, defaults filled in on both sides. */
  readonly changes: readonly ParameterChange[]
  /** What is wrong with the draft, by parameter. */
  readonly faults: readonly ParameterFault[]
  /** Whether the parameters were changed since the draft began. */
  readonly isOutdated: boolean
  /** `null` where the plugin is not there any more. */
  readonly declarations: Readonly<Record<string, ParameterDeclaration>> | null
}

/** Compares the draft of a strategy with what runs. */
export async function draftOf(
  row: StrategyRow,
  ports: {
    readonly drafts: Pick<StrategyDrafts, 'draft'>
    manifest(plugin: string): Promise<Result<Manifest, string>>
  }
): Promise<DraftView> {
  const [draft, found] = await Promise.all([ports.drafts.draft(row), ports.manifest(row.plugin)])
  const manifest = found.ok ? found.value : null
  const common = {
    current: { version: row.parametersVersion, parameters: { ...row.parameters } },
    draft,
    isOutdated: draft !== null && draft.base !== row.parametersVersion,
    declarations: manifest?.parameters ?? null,
  }
  if (draft === null || manifest === null) return { ...common, changes: [], faults: [] }
  const resolved = resolveParameters(manifest, draft.parameters)
  const before = shownOf(manifest, row.parameters)
  const after = shownOf(manifest, draft.parameters)
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return {
    ...common,
    changes: names
      .map((name) => ({ name, from: before[name] ?? '', to: after[name] ?? '' }))
      .filter(({ from, to }) => from !== to),
    faults: resolved.ok ? [] : resolved.failure,
  }
}

/** Parameters as they were written, and defaults for the rest. */
function shownOf(
  { parameters }: Manifest,
  given: Readonly<Record<string, string>>
): Record<string, string> {
  const defaults = Object.entries(parameters).map(([name, one]) => [name, String(one.default)])
  return { ...(Object.fromEntries(defaults) as Record<string, string>), ...given }
}
