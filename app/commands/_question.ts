import { createInterface } from 'node:readline/promises'

/**
 * Asks one question on the terminal; `null` when it is left with Ctrl+C or Ctrl+D.
 *
 * Plain readline, because the prompts that come with ace end the process at Ctrl+C with an exception
 * of their own on current versions of Node.js.
 */
export async function question(text: string): Promise<string | null> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const left = new AbortController()
  terminal.once('SIGINT', () => left.abort())
  terminal.once('close', () => left.abort())
  try {
    return (await terminal.question(`${text} `, { signal: left.signal })).trim()
  } catch (error) {
    if (!left.signal.aborted) throw error
    process.stdout.write('\n')
    return null
  } finally {
    terminal.close()
  }
}

/** Asks for a yes; anything but `y` or `yes` is a no, `null` is Ctrl+C. */
export async function confirmed(text: string): Promise<boolean | null> {
  const answer = await question(`${text} (y/N)`)
  return answer === null ? null : /^y(?:es)?$/i.test(answer)
}

/** Lets a person choose some of a list by their numbers; nothing typed chooses none. */
export async function chosen(text: string, options: readonly string[]): Promise<string[] | null> {
  options.forEach((option, index) => console.log(`  ${index + 1}  ${option}`))
  for (;;) {
    const answer = await question(`${text} (numbers with spaces between, or nothing)`)
    if (answer === null) return null
    const numbers = answer.split(/[\s,]+/).filter((one) => one !== '')
    const found = numbers.map((one) => options[Number(one) - 1])
    if (found.every((one) => one !== undefined)) return found
    console.log(`The numbers go from 1 to ${options.length}.`)
  }
}
