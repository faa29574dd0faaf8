interface Waiting<Key, Value> {
  readonly key: Key
  readonly resolve: (value: Value) => void
  readonly reject: (error: unknown) => void
}

/**
 * Asks for many at once what is asked for one by one: all that come while a question is on its way are the next one, up
 * to `size` of them. When a set fails, each is asked for alone, so that one broken key spoils nobody else's answer.
 */
export function createBatcher<Key, Value>(
  size: number,
  ask: (keys: readonly Key[]) => Promise<readonly Value[]>,
): (key: Key) => Promise<Value> {
  const waiting: Waiting<Key, Value>[] = []
  let isScheduled = false

  async function answer(some: readonly Waiting<Key, Value>[]): Promise<void> {
    try {
      const values = await ask(some.map((it) => it.key))
      some.forEach(({ resolve }, i) => resolve(values[i] as Value)) // one for each, in order
    } catch (error) {
      if (some.length > 1) await Promise.all(some.map((it) => answer([it])))
      else some.forEach(({ reject }) => reject(error))
    }
  }

  function flush(): void {
    isScheduled = false
    while (waiting.length > 0) void answer(waiting.splice(0, size))
  }

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject })
      if (isScheduled) return
      isScheduled = true
      setImmediate(flush) // those who come back together arrive in the same turns of the loop
    })
}
