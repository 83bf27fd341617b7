import { err, ok, type Result } from '#kernel/values/result.js'
import type { SourceFailure } from '#ports/plugin_source.js'
import { shown } from './shown.js'

/** Name of a package in an npm registry, and which of its versions. */
export interface NpmSpec {
  /** `aq-plugin-momentum`, `@scope/aq-plugin-momentum`. */
  readonly name: string
  /** `momentum`: what follows `aq-plugin-`. */
  readonly id: string
  /** An exact version, or a tag such as `latest`. */
  readonly wanted: string
}

const SPEC = /^((?:@[a-z0-9][a-z0-9._-]*\/)?([a-z0-9][a-z0-9._-]*))(?:@(.*))?$/s
const NAME_LENGTH_MAX = 214
const PREFIX = 'aq-plugin-'
const ID = /^[a-z0-9]+(?:[-_][a-z0-9]+)*$/
const VERSION =
  /^(?:0|[1-9]\d{0,8})\.(?:0|[1-9]\d{0,8})\.(?:0|[1-9]\d{0,8})(?:-[0-9A-Za-z.-]{1,40})?$/
const TAG = /^[a-z][a-z0-9._-]{0,39}$/
const X_RANGE = /^[vx](?:[\d.]|$)/

/** What npm would also take, and where it would lead. */
const OTHER_FORMS: readonly (readonly [RegExp, string])[] = [
  [/^(?:git(?:\+[a-z]+)?:|git@|[^@].*\.git(?:#|$)|.*#)/i, 'a git repository'],
  [/^(?:github|gitlab|bitbucket|gist):/i, 'a git repository'],
  [/^[a-z][a-z0-9+.-]*:\/\//i, 'an address'],
  [/^(?:file:|link:|[./~\\]|[a-z]:[/\\])/i, 'a file or folder'],
  [/(?:^|@)npm:/i, 'another name for a package'],
  [/^[^@/]+\/[^@/]+$/, 'a git repository'],
]

/**
 * Reads what npm calls a package of a registry. Git, addresses, files, folders and aliases are refused:
 * npm would run scripts for some of them, and none has an integrity. So are ranges of versions.
 */
export function readNpmSpec(text: string): Result<NpmSpec, SourceFailure> {
  const refuse = (why: string): Result<NpmSpec, SourceFailure> =>
    err({ code: 'spec_invalid', message: `${shown(text)} ${why}` })
  const form = OTHER_FORMS.find(([pattern]) => pattern.test(text))
  const [, name = '', bare = '', wanted = 'latest'] = SPEC.exec(text) ?? []
  const inner = OTHER_FORMS.find(([pattern]) => pattern.test(wanted))
  if (form !== undefined || inner !== undefined) {
    const what = (form ?? inner)?.[1]
    return refuse(
      `is ${what}; from npm come packages by name alone: aq-plugin-momentum or aq-plugin-momentum@1.2.0`
    )
  }
  if (name === '' || name.length > NAME_LENGTH_MAX) {
    return refuse(
      'is not the name of an npm package, which has small ASCII letters, digits, "-", "_" and "."'
    )
  }
  const id = bare.startsWith(PREFIX) ? bare.slice(PREFIX.length) : ''
  if (!ID.test(id)) {
    return refuse(
      'is not the package of a plugin: those are called aq-plugin-<id> or @scope/aq-plugin-<id>'
    )
  }
  if (!isVersion(wanted) && !isTag(wanted)) {
    return refuse(
      'must name one version (1.2.0) or a tag (latest) after the last "@"; a range would leave the choice to the registry'
    )
  }
  return ok({ name, id, wanted })
}

/** Whether a text is an exact version, as plugins have them. */
export function isVersion(text: string): boolean {
  return VERSION.test(text)
}

/** Whether a text can be a tag; what npm would read as a range cannot. */
export function isTag(text: string): boolean {
  return TAG.test(text) && !X_RANGE.test(text)
}
