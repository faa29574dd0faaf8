import pino from 'pino'
import type { DestinationStream } from 'pino'

type Log = (message: string, error: unknown) => void

const address = /[^\s@"'<>(]+@[^\s@"'<>)]+/g
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
  const { name, message, stack = '' } = error
  const code = (error as { code?: unknown }).code
  return {
    name,
    message: hidden(message),
    ...(typeof code === 'string' ? { code } : {}),
    at: hidden(stack.split('\n').slice(1, 6).join('\n')),
  }
}
