import pg from 'pg'

/*
 * Places where a process dies by its own hand, as random kills hit them too seldom: they are a few microseconds long.
 * They lie in what the database's client is asked to do, so that the product knows nothing of them.
 */

/**
 * `before_commit`: everything is written, nothing is kept. `after_commit`: kept, and nobody has been told. `after_answer`:
 * those who asked have been answered, and most have not yet heard.
 */
export type Failpoint = 'before_commit' | 'after_commit' | 'after_answer'

interface Query {
  (...args: unknown[]): unknown
}

const end = () => process.kill(process.pid, 'SIGKILL')

/** From now on, the next transaction in which commands are kept is this process's last. */
export function die(at: Failpoint): void {
  const prototype = pg.Client.prototype as unknown as { query: Query }
  const ask = prototype.query
  const keeping = new WeakSet<object>()

  prototype.query = function query(this: object, ...args) {
    const [given] = args
    const text = typeof given === 'string' ? given : ((given as { text?: string } | null)?.text ?? '')
    if (text.includes('INSERT INTO commands')) keeping.add(this)
    const isLast = text === 'COMMIT' && keeping.has(this)
    if (isLast && at === 'before_commit') end()
    const answer = ask.apply(this, args)
    if (isLast)
      void (answer as Promise<unknown>).then(
        () => finish(at),
        () => {},
      )
    return answer
  }
}

/** Before whoever waits for the commit hears of it; or a moment after, when the answers have left. */
function finish(at: Failpoint): void {
  if (at === 'after_commit') end()
  else setTimeout(end, 5)
}
