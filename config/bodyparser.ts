import { defineConfig } from '@adonisjs/core/bodyparser'

/** What a request body may be: small JSON or form fields; files are refused. */
export default defineConfig({
  allowedMethods: ['POST', 'PUT', 'PATCH', 'DELETE'],
  form: {
    convertEmptyStringsToNull: true,
    types: ['application/x-www-form-urlencoded'],
    limit: '1mb',
  },
  json: {
    convertEmptyStringsToNull: true,
    types: ['application/json', 'application/problem+json'],
    limit: '1mb',
  },
  multipart: { autoProcess: false, types: ['multipart/form-data'], limit: '1mb' },
})
