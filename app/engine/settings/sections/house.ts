import { count, setting, type SettingDeclaration } from '../declaration.js'

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

function registryFault(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null
  const isHttp = url !== null && /^https?:$/.test(url.protocol)
  if (isHttp && url.username === '' && url.password === '') return null
  return 'it is an address as https://npm.example.com, without a user or a password'
}

function redisFault(text: string): string | null {
  if (/^rediss?:\/\//.test(text) && URL.canParse(text)) return null
  return 'it is redis://HOST:PORT or rediss://USER:PASSWORD@HOST:PORT'
}

/** Set by the environment alone: it is needed before the database can be read. */
const fixed = { holds: 'restart', isFixed: true } as const
const text = { type: 'text', lengthMax: 1_000, fault: () => null } as const

/** Plugins, connections, the log, and the installation itself. */
export const HOUSE_SETTINGS: readonly SettingDeclaration[] = [
  setting({
    key: 'plugins.npmRegistry',
    label: 'npm registry',
    says: 'Where packages of plugins are asked for that come by their npm name.',
    kind: { type: 'text', lengthMax: 300, fault: registryFault },
    default: null,
    none: 'npm’s own',
    variable: 'AQ_NPM_REGISTRY',
  }),
  setting({
    key: 'redis.url',
    label: 'Redis',
    says: 'Shares latest prices between processes, and streams between hosts. Without it PostgreSQL shares the prices, more slowly.',
    kind: { type: 'text', lengthMax: 500, fault: redisFault },
    default: null,
    none: 'no Redis',
    variable: 'REDIS_URL',
    holds: 'restart',
    isSecret: true,
  }),
  setting({
    key: 'log.level',
    label: 'Lines in the terminal',
    says: 'From which level the server’s terminal shows lines; the log file has all of them.',
    kind: { type: 'choice', choices: LEVELS },
    default: null,
    none: 'warnings, and what the engine says of itself',
    variable: 'LOG_LEVEL',
  }),
  setting({
    key: 'log.format',
    label: 'Form of the lines',
    says: 'Sentences for people or JSON for programs.',
    kind: { type: 'choice', choices: ['text', 'json'] },
    default: null,
    none: 'text in a checkout, JSON in production',
    variable: 'LOG_FORMAT',
  }),
  setting({
    key: 'installation.opensFirstAccount',
    label: 'First paper account',
    says: 'Whether a database without any account gets a paper account when the server starts.',
    kind: { type: 'boolean' },
    default: true,
    variable: 'AQ_FIRST_ACCOUNT',
    holds: 'restart',
  }),
  setting({
    key: 'installation.port',
    label: 'Port',
    says: 'First port that is tried on 127.0.0.1; the next free one is taken when it is in use.',
    kind: count('port', [0, 65_535], { isWhole: true }),
    default: 3_333,
    variable: 'PORT',
    ...fixed,
  }),
  setting({
    key: 'installation.databaseUrl',
    label: 'Database',
    says: 'A PostgreSQL server of your own in place of the embedded one.',
    kind: text,
    default: null,
    none: 'the embedded server',
    variable: 'DATABASE_URL',
    isSecret: true,
    ...fixed,
  }),
  setting({
    key: 'installation.timescale',
    label: 'TimescaleDB',
    says: 'Whether it is used where the server has it, never, or always.',
    kind: { type: 'choice', choices: ['auto', 'off', 'require'] },
    default: 'auto',
    variable: 'TIMESCALE',
    ...fixed,
  }),
  setting({
    key: 'installation.dataFolder',
    label: 'Data folder',
    says: 'Where the embedded database and other stored things live.',
    kind: text,
    default: null,
    none: 'storage, in the program’s folder',
    variable: 'AQ_DATA_DIR',
    ...fixed,
  }),
  setting({
    key: 'installation.applicationKey',
    label: 'Application key',
    says: 'Encrypts what is secret in the database. Without it one is made and kept in the data folder.',
    kind: text,
    default: null,
    none: 'kept in the data folder',
    variable: 'APP_KEY',
    isSecret: true,
    ...fixed,
  }),
]
