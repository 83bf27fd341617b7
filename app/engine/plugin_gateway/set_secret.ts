import { visible } from '#engine/plugin/visible.js'
import { parsePermission } from '#engine/plugin_permissions/capability.js'
import { hostPort } from '#engine/plugin_permissions/net_scope.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { AuditLog } from '#ports/audit_log.js'
import type { SecretRecord, SecretVault } from '#ports/plugin_secrets.js'

/** What changing secrets needs of the outside. */
export interface SecretPorts {
  readonly secrets: SecretVault
  readonly audit: AuditLog
}

/** Shortest and longest value, in characters; a shorter one could not be told from common text. */
export const SECRET_LENGTH = { min: 8, max: 4096 } as const
const HOSTS_MAX = 10

/** Sets a secret and binds it to hosts; nothing else is ever sent its value. The failure is a sentence. */
export async function setSecret(
  given: {
    readonly name: string
    readonly value: string
    readonly hosts: readonly string[]
    readonly actor: string
  },
  { secrets, audit }: SecretPorts
): Promise<Result<SecretRecord, string>> {
  const { name, value, actor } = given
  const named = parsePermission(`secrets:${name}`)
  if (!named.ok) return err(`the name "${visible(name)}" ${named.failure}`)
  if (/^(token|plugin):/.test(actor)) return err(`${actor} may not set secrets: a person has to`)
  const fault = valueFault(value)
  if (fault !== null) return err(fault)
  const hosts = readHosts(given.hosts)
  if (!hosts.ok) return hosts
  await audit.append({
    actor,
    action: 'secret.set',
    subject: `secret:${name}`,
    detail: { hosts: hosts.value },
  })
  return ok(await secrets.set({ name, value, hosts: hosts.value }, actor))
}

/** Removes a secret; whether there was one. */
export async function removeSecret(
  { name, actor }: { readonly name: string; readonly actor: string },
  { secrets, audit }: SecretPorts
): Promise<boolean> {
  const was = await secrets.remove(name)
  if (was) {
    await audit.append({ actor, action: 'secret.removed', subject: `secret:${name}`, detail: {} })
  }
  return was
}

function valueFault(value: string): string | null {
  const { min, max } = SECRET_LENGTH
  if (value.length < min || value.length > max) {
    return `the value has ${value.length} characters; it must have ${min} to ${max}`
  }
  if (!/^[\x20-\x7e\u00a0-\uffff]+$/.test(value) || !value.isWellFormed()) {
    return 'the value holds a control character or a line break; it must be one line of text'
  }
  if (value !== value.trim()) return 'the value begins or ends with a blank'
  return null
}

function readHosts(texts: readonly string[]): Result<readonly string[], string> {
  if (texts.length === 0) return err('name the hosts it may be sent to, like api.example.com:443')
  if (texts.length > HOSTS_MAX) return err(`a secret is bound to at most ${HOSTS_MAX} hosts`)
  const hosts: string[] = []
  for (const text of texts) {
    const parsed = parsePermission(`net:connect@${text}`)
    if (!parsed.ok) return err(`the host "${visible(text)}" ${parsed.failure}`)
    const { terms } = parsed.value
    if (terms.type !== 'net' || terms.wildcard || text.includes('#')) {
      return err(`the host "${visible(text)}" must name one host, like api.example.com:443`)
    }
    hosts.push(hostPort(terms))
  }
  return ok(hosts)
}
