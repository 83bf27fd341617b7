import type * as Library from '@simplewebauthn/server'
import type {
  NewPasskeyAnswer,
  Passkey,
  PasskeyAnswer,
  PasskeyCeremonies,
  PasskeyPerson,
  PasskeyProof,
  PasskeyQuestion,
  PasskeySite,
} from '#ports/passkeys.js'

const SITE_NAME = 'AQ Trading'
const PATIENCE_MS = 120_000
/** EdDSA, ES256 and RS256, as COSE numbers them. */
const ALGORITHMS = [-8, -7, -257]

/**
 * WebAuthn: device and person are both asked for, attestations are not, and only what was signed for this site
 * counts.
 */
export class WebAuthnCeremonies implements PasskeyCeremonies {
  async askForNew(
    { id: rpID }: PasskeySite,
    { id, name }: PasskeyPerson,
    known: readonly Passkey[]
  ): Promise<PasskeyQuestion> {
    const { generateRegistrationOptions } = await library()
    const options = await generateRegistrationOptions({
      rpName: SITE_NAME,
      rpID,
      userName: name,
      userDisplayName: name,
      userID: new TextEncoder().encode(id),
      timeout: PATIENCE_MS,
      attestationType: 'none',
      excludeCredentials: known.map(pointer),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      supportedAlgorithmIDs: ALGORITHMS,
    })
    return { challenge: options.challenge, options }
  }

  async checkNew(site: PasskeySite, challenge: string, answer: NewPasskeyAnswer) {
    const { verifyRegistrationResponse } = await library()
    const { transports, ...response } = answer.response
    const outcome = await orNull(() =>
      verifyRegistrationResponse({
        response: { ...answer, response, clientExtensionResults: {} },
        expectedChallenge: challenge,
        expectedOrigin: [...site.origins],
        expectedRPID: site.id,
        requireUserVerification: true,
        supportedAlgorithmIDs: ALGORITHMS,
      })
    )
    if (outcome?.verified !== true) return null
    const { credential, credentialBackedUp } = outcome.registrationInfo
    return {
      id: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString('base64url'),
      counter: credential.counter,
      transports: transports ?? [],
      isSynced: credentialBackedUp,
    }
  }

  async ask({ id: rpID }: PasskeySite, known: readonly Passkey[] | null): Promise<PasskeyQuestion> {
    const { generateAuthenticationOptions } = await library()
    const options = await generateAuthenticationOptions({
      rpID,
      timeout: PATIENCE_MS,
      userVerification: 'required',
      ...(known === null ? {} : { allowCredentials: known.map(pointer) }),
    })
    return { challenge: options.challenge, options }
  }

  async check(
    site: PasskeySite,
    challenge: string,
    answer: PasskeyAnswer,
    { id, publicKey, counter, transports }: Passkey & PasskeyProof
  ) {
    const { verifyAuthenticationResponse } = await library()
    const { userHandle, ...response } = answer.response
    const outcome = await orNull(() =>
      verifyAuthenticationResponse({
        response: {
          ...answer,
          response: { ...response, ...(userHandle === undefined ? {} : { userHandle }) },
          clientExtensionResults: {},
        },
        expectedChallenge: challenge,
        expectedOrigin: [...site.origins],
        expectedRPID: site.id,
        requireUserVerification: true,
        credential: {
          id,
          publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')),
          counter,
          transports: [...transports],
        },
      })
    )
    return outcome?.verified === true ? { counter: outcome.authenticationInfo.newCounter } : null
  }
}

/** Loaded at the first passkey: most starts never see one. */
function library(): Promise<typeof Library> {
  return import('@simplewebauthn/server')
}

function pointer({ id, transports }: Passkey) {
  return { id, transports: [...transports] }
}

/** The library throws for whatever does not hold, and its decoders for whatever cannot be read. */
async function orNull<T>(run: () => Promise<T>): Promise<T | null> {
  try {
    return await run()
  } catch {
    return null
  }
}
