import { LineScrubber } from '#adapters/log/line_scrubber.js'

/** Knows what must not be in any line of this process's log. Whoever learns of a secret tells it. */
export const logScrubber = new LineScrubber()
