import { readdirSync } from 'node:fs'
import { format, resolveConfig } from 'prettier'
import { API_ROUTES } from '../../start/routes/api_table.js'
import { panelRegistry, type Modules } from './panel_registry.js'

/** Where the panel has its registry. */
export const REGISTRY = new URL('../../frontend/shared/types/registry.ts', import.meta.url)

const VALIDATORS = new URL('../../app/validators/', import.meta.url)

/** The text that the panel's registry must have. */
export async function currentRegistry(): Promise<string> {
  const text = panelRegistry(API_ROUTES, await validators())
  return format(text, { ...(await resolveConfig(REGISTRY)), parser: 'typescript' })
}

async function validators(): Promise<Modules> {
  const names = readdirSync(VALIDATORS).map((file) => file.replace(/\.ts$/, ''))
  return new Map(
    await Promise.all(
      names.map(async (name) => {
        const module = (await import(`#validators/${name}`)) as Record<string, unknown>
        return [`#validators/${name}`, module] as const
      })
    )
  )
}
