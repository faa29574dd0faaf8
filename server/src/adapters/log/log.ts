import pino from 'pino'
import type { DestinationStream } from 'pino'

export type Log = (message: string, error: unknown) => void

// It begins at an edge: else a long word without an @ would be read once from each of its letters.
const address = /(?<![^\s@"'<>(])[^\s@"'<>(]+@[^\s@"'<>)]+/g
const hidden = (text: string) => text.replaceAll(address, '[address]')

/**
 * One JSON line per message, so that nothing a client sends can begin a line of its own. What people wrote stays out:
 * of an error only its kind, code, message and place are kept (PostgreSQL puts values into `detail`), and addresses
 * nowhere.
 */
export function createLog(destination: DestinationStream = pino.destination(2)): Log {
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination)
  return (message, error) => logger.error({ error: described(error) }, hidden(message))
}

function described(error: unknown): object {
  if (!(error instanceof Error)) return { message: hidden(String(error)) }
  const { name, stack = '' } = error
  const code = (error as { code?: unknown }).code
  const message = isAboutData(code) ? error.message.replace(/".*/s, '"…"') : error.message
  return {
    name,
    message: hidden(message),
    ...(typeof code === 'string' ? { code } : {}),
    at: hidden(stack.split('\n').slice(1, 6).join('\n')),
  }
}

/** PostgreSQL's "data exception": its message repeats the value that it could not use. */
const isAboutData = (code: unknown): boolean => typeof code === 'string' && /^22...$/.test(code)

interface Line {
  readonly time: string
  readonly msg: string
  readonly error: {
    readonly name?: string
    readonly code?: string
    readonly message: string
    readonly at?: string
  }
}

/** The same for somebody who sits before it: the time of day, what happened, and where. */
export const readable = (output: { write(text: string): unknown }): DestinationStream => ({
  write(line) {
    const { time, msg, error } = JSON.parse(line) as Line
    const what = [error.name, error.code, error.message].filter((it) => it !== undefined).join(' ')
    output.write(`${time.slice(11, 19)} ${msg}\n  ${what}${error.at ? `\n${error.at}` : ''}\n`)
  },
})
