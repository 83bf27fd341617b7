/** What the commands about permissions, secrets and the audit log use, as one module. */
export { activeGrants, consentLines, confirmationFor } from '#engine/plugin_permissions/grants.js'
export {
  checkGrant,
  grantPermissions,
  revokePermissions,
} from '#engine/plugin_permissions/grants.js'
export { permissionId } from '#engine/plugin_permissions/capability.js'
export { removeSecret, setSecret } from '#engine/plugin_gateway/set_secret.js'
export { checkManifest } from '#engine/plugin/check_manifest.js'
export { visible } from '#engine/plugin/visible.js'
export { formatTable } from '#engine/text_table.js'
export { createGatewayPorts } from './gateway_ports.js'
