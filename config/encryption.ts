import app from '@adonisjs/core/services/app'
import { defineConfig, drivers } from '@adonisjs/core/encryption'
import env from '#start/env'
import { applicationKey } from '#adapters/secret/application_key.js'
import { dataDirectory } from '#adapters/database/cluster_paths.js'

const key =
  env.get('APP_KEY') ?? applicationKey(dataDirectory(app.makePath(), env.get('AQ_DATA_DIR')))

/** Key for signed and encrypted values: `APP_KEY`, else one made once and kept in the data folder. */
export default defineConfig({
  default: 'app',
  list: { app: drivers.aes256gcm({ id: 'app', keys: [key] }) },
})
