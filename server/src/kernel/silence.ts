import type pg from 'pg'

/** PostgreSQL ends any statement of ours after so long; so a longer silence is not its own. */
export const statementMs = 5_000
/** A connection is made within so long, or not. */
export const connectMs = 5_000
/** The silence after which nothing more is waited for. */
const silentMs = 7_500
/** Looks in that time. A process that was frozen counts one, however long it was. */
const looks = 5

/**
 * A network that swallows what it is given tells neither side, and whoever has asked waits for ever. This ends such a
 * connection: its questions fail, as when it is cut. It must be asked by promises, as all of ours are.
 */
export function watchSilence(client: pg.Client | pg.PoolClient): void {
  let waiting = 0
  let silent = 0
  const timer = setInterval(() => {
    silent = waiting > 0 ? silent + 1 : 0
    if (silent > looks) sever(client)
  }, silentMs / looks).unref()
  client.on('end', () => clearInterval(timer))
  const heard = () => {
    waiting--
    silent = 0
  }
  // Looked up each time: an instrument that replaces it for all later on must not be passed by.
  const ofAll = Object.getPrototypeOf(client) as { query: (...it: unknown[]) => Promise<unknown> }
  client.query = ((...it: unknown[]) => {
    waiting++
    const answer = ofAll.query.apply(client, it)
    answer.then(heard, heard) // whoever waits for it hears it fail as well
    return answer
  }) as typeof client.query
}

/** Cuts a connection, whatever it is doing. The driver has no public way to do so without first waiting for it. */
export function sever(client: pg.Client | pg.PoolClient): void {
  const { connection } = client as unknown as { connection: { stream: { destroy(): void } } }
  connection.stream.destroy()
}
