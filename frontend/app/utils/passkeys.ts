import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser'

/** Whether this browser keeps passkeys for the address that the panel was opened at. */
export function hasPasskeys(): boolean {
  return isSecureContext && location.hostname === 'localhost' && 'PublicKeyCredential' in window
}

/** The same page at the name for which browsers keep passkeys; `null` where it is that already, or not this machine. */
export function passkeyAddress(path: string): string | null {
  if (!['127.0.0.1', '[::1]'].includes(location.hostname)) return null
  return `${location.protocol}//localhost${location.port === '' ? '' : `:${location.port}`}${path}`
}

/** Has the browser make a passkey; what it gives is what the API wants. Throws a Problem when nothing came of it. */
export async function makePasskey(options: object) {
  const { startRegistration } = await library()
  const optionsJSON = options as PublicKeyCredentialCreationOptionsJSON
  const { id, rawId, type, response } = await asked(() => startRegistration({ optionsJSON }))
  const { clientDataJSON, attestationObject, transports } = response
  return { id, rawId, type, response: { clientDataJSON, attestationObject, transports } }
}

/** Has the browser ask for a passkey. Throws a Problem when nobody gave one. */
export async function givePasskey(options: object) {
  const { startAuthentication } = await library()
  const optionsJSON = options as PublicKeyCredentialRequestOptionsJSON
  const { id, rawId, type, response } = await asked(() => startAuthentication({ optionsJSON }))
  const { clientDataJSON, authenticatorData, signature, userHandle } = response
  return { id, rawId, type, response: { clientDataJSON, authenticatorData, signature, userHandle } }
}

/** Only who has a passkey needs it. */
const library = () => import('@simplewebauthn/browser')

async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    const isKnown = error instanceof Error && error.name === 'InvalidStateError'
    const code = isKnown ? 'passkey_known' : 'passkey_none'
    throw new Problem(-1, code, error instanceof Error ? error.message : String(error))
  }
}
