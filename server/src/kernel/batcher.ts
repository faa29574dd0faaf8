interface Waiting<Key, Value> {
  readonly key: Key
  readonly resolve: (value: Value) => void
  readonly reject: (error: unknown) => void
}

/** In a crowd, those who come within so long are asked for together. */
const gatherMs = 50
/** A crowd is more than so many within that time: fewer are asked for at once, since none of them should wait. */
const crowd = 10
/** Sets on their way at the same time: while that many are, whoever comes waits and makes the next one larger. */
const underWay = 2

/**
 * Asks for many at once what is asked for one by one, up to `size` of them: a crowd that comes back makes few questions,
 * and large ones. When a set fails, each is asked for alone, so that one broken key spoils nobody else's answer.
 */
export function createBatcher<Key, Value>(
  size: number,
  ask: (keys: readonly Key[]) => Promise<readonly Value[]>,
): (key: Key) => Promise<Value> {
  const waiting: Waiting<Key, Value>[] = []
  let timer: NodeJS.Timeout | undefined
  let askedAt = -gatherMs
  const rush = createRush()
  let asking = 0

  async function answer(some: readonly Waiting<Key, Value>[]): Promise<void> {
    try {
      const values = await ask(some.map((it) => it.key))
      some.forEach(({ resolve }, i) => resolve(values[i] as Value)) // one for each, in order
    } catch (error) {
      if (some.length > 1) await Promise.all(some.map((it) => answer([it])))
      else some.forEach(({ reject }) => reject(error))
    }
  }

  async function askNext(): Promise<void> {
    timer = undefined
    askedAt = performance.now()
    asking++
    const answered = answer(waiting.splice(0, size))
    schedule()
    await answered
    asking--
    schedule()
  }

  function schedule(): void {
    if (timer || waiting.length === 0 || asking >= underWay) return
    const pauseMs = rush.now() > crowd ? askedAt + gatherMs - performance.now() : 0
    timer = setTimeout(askNext, Math.max(0, pauseMs))
  }

  return (key) =>
    new Promise((resolve, reject) => {
      rush.count()
      waiting.push({ key, resolve, reject })
      schedule()
    })
}

/** How many came within about `gatherMs`: each counts less the longer ago it was. */
function createRush() {
  let sum = 0
  let at = 0
  const now = () => sum * Math.exp((at - performance.now()) / gatherMs)
  return {
    now,
    count() {
      sum = now() + 1
      at = performance.now()
    },
  }
}
