import type { Tab } from './world.ts'

/** Everything the server sends to one tab, as the text it came as: frames, answers to commands, goodbyes. */
export interface Recording {
  readonly frames: readonly string[]
  /** Has this ever come over the wire? Use a string that cannot be there by chance. */
  mentions(text: string): boolean
}

/** Call it right after `world.join`, before anything can have arrived. */
export function record({ connection }: Pick<Tab, 'connection'>): Recording {
  const frames: string[] = []
  const manager = connection.socket.io
  const listen = () => void manager.engine.on('data', (data: unknown) => frames.push(String(data)))
  manager.on('open', listen) // each time anew: a connection that comes back has another engine
  return { frames, mentions: (text) => frames.some((it) => it.includes(text)) }
}
