import library from 'pacote'

/** What is used of pacote 22; its published types are of version 11. */
interface Pacote {
  readonly RegistryFetcher: new (spec: string, options: object) => { readonly registry: string }
  manifest(spec: string, options: object): Promise<PickedManifest>
}

interface PickedManifest {
  readonly version: string
  /** Address of the archive. */
  readonly _resolved: string
  /** Absent when the registry names neither an integrity nor a shasum. */
  readonly _integrity?: string
}

/** npm's own client of registries. */
export const pacote = library as unknown as Pacote
