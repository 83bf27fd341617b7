import { createHash } from 'node:crypto'
import { confirmationOf } from '#engine/plugin_install/decide_consent.js'
import type {
  ConsentAnswer,
  ConsentQuestion,
  InstallObserver,
  KeyQuestion,
  PluginRefusal,
} from '#engine/plugin_install/install_request.js'
import { consentLines } from '#engine/plugin_permissions/grants.js'
import { ApiProblem } from '#exceptions/api_problem'
import { problemOf } from './refusals.js'

/** What a person agreed to, as it came with the request. */
interface GivenConsent {
  readonly consentTo?: string | undefined
  readonly grant?: readonly string[] | undefined
  readonly confirmation?: string | undefined
}

/**
 * The consent of a person who answers with the next request: what a package asks for is told with its hash,
 * and only that hash brings consent. A package that asks for something else by then is asked about anew.
 */
export class ShownConsent {
  #question: ConsentQuestion | null = null
  #key: KeyQuestion | null = null

  constructor(private readonly given: GivenConsent) {}

  /** Answers the questions of an install. */
  readonly observer: InstallObserver = {
    trustsKey: (question) => {
      this.#key = question
      return Promise.resolve(false)
    },
    consents: (question) => Promise.resolve(this.#answer(question)),
  }

  /** The problem of an install that was refused, with what it asked. */
  problem(refused: PluginRefusal): ApiProblem {
    if (refused.code === 'consent_refused' && this.#question !== null) {
      const consent = viewOf(this.#question)
      const message = `${consent.id} ${consent.version} asks for permissions: send it again with consentTo and grant`
      return new ApiProblem(409, 'consent_needed', message, { members: { consent } })
    }
    if (refused.code === 'key_unknown' && this.#key !== null) {
      const { keyId, publisherId } = this.#key
      const message = `it is signed with the key ${keyId} of "${publisherId}", which was never seen here: compare it with what the publisher says, then send it again with trustKeyId`
      return new ApiProblem(409, 'key_unknown', message, { members: { key: this.#key } })
    }
    return problemOf(refused)
  }

  #answer(question: ConsentQuestion): ConsentAnswer | null {
    this.#question = question
    const { consentTo, grant, confirmation = null } = this.given
    if (grant === undefined || consentTo !== hashOf(question)) return null
    return { granted: grant, confirmation }
  }
}

function hashOf(question: ConsentQuestion): string {
  return createHash('sha256').update(JSON.stringify(question)).digest('hex')
}

/** What a person reads before consenting. */
function viewOf(question: ConsentQuestion) {
  const { manifest, level, findings } = question
  const { id, version, name, kind, publisher } = manifest
  const lines = consentLines(manifest, []).map(({ isGranted: _, ...line }) => ({
    ...line,
    isTyped: confirmationOf(id, [line.id]) !== null,
  }))
  const all = lines.map((line) => line.id)
  return {
    consentTo: hashOf(question),
    ...{ id, version, name, kind, publisher, level, findings },
    permissions: lines,
    /** What is to be typed where one of those that are typed is granted. */
    confirmation: confirmationOf(id, all),
  }
}
