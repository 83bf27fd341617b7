import { join } from 'node:path'
import env from '#start/env'
import { logForm } from '#start/log_form'
import { logScrubber } from '#start/log_scrubber'
import app from '@adonisjs/core/services/app'
import { defineConfig } from '@adonisjs/core/logger'
import { dataDirectory } from '#adapters/database/cluster_paths.js'
import { LogStream, lowerLevel, type LogLevel } from '#adapters/log/log_stream.js'
import { RotatingFile } from '#adapters/log/rotating_file.js'

/** Size at which the log file is put aside, and how many of those are kept. */
const BOUNDS = { bytesMax: 16 * 1024 * 1024, kept: 8 }

logScrubber.add(env.get('APP_KEY')?.release())
logScrubber.addAddress(env.get('DATABASE_URL'))
logScrubber.addAddress(process.env.REDIS_URL)

const isServer = app.getEnvironment() === 'web'
logForm.level = env.get('LOG_LEVEL') ?? null
logForm.format = env.get('LOG_FORMAT') ?? null
const usual: LogLevel = app.inTest ? 'fatal' : 'warn'
// What the engine says of itself is told in the server's terminal unless somebody wants it otherwise.
const usualOfAreas: LogLevel = isServer ? 'info' : usual
const file = isServer
  ? new RotatingFile(
      join(dataDirectory(app.makePath(), env.get('AQ_DATA_DIR')), 'logs', 'aq.log'),
      BOUNDS,
      (sentence) => process.stderr.write(`${sentence}\n`)
    )
  : null
if (file !== null) process.on('exit', () => file.flush())

/**
 * One logger, whose lines are JSON. The server keeps them all, from `debug` up, in `logs/aq.log` of its data
 * directory; the terminal shows those from LOG_LEVEL up, as sentences in a checkout and as JSON in production.
 */
export default defineConfig({
  default: 'app',
  loggers: {
    app: {
      enabled: true,
      name: 'aq-trading',
      level: file === null ? (logForm.level ?? usual) : lowerLevel(logForm.level ?? usual, 'debug'),
      timestamp: 'iso',
      formatters: { level: (label) => ({ level: label }) },
      destination: new LogStream({
        scrubber: logScrubber,
        terminal: {
          get level() {
            return logForm.level ?? usual
          },
          get areaLevel() {
            return logForm.level ?? usualOfAreas
          },
          get isJson() {
            return (logForm.format ?? (app.inProduction ? 'json' : 'text')) === 'json'
          },
          isColoured: isServer ? process.stdout.isTTY : process.stderr.isTTY,
          write: (text) => void (isServer ? process.stdout : process.stderr).write(text),
        },
        file,
      }),
    },
  },
})

declare module '@adonisjs/core/types' {
  export interface LoggersList {
    app: { enabled: boolean }
  }
}
