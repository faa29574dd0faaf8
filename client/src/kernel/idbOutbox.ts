import { openDB } from 'idb'
import type { DBSchema, IDBPDatabase } from 'idb'
import type { Envelope } from '@rostrum/shared/kernel/wire.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import type { Outbox } from './outbox.ts'

interface Kept {
  readonly id: string
  /** Whose command it is: never sent in the name of somebody else who signs in here later. */
  readonly person: string
  /** The tab that sends it. */
  readonly tab: string
  readonly at: number
  readonly envelope: Envelope
}

interface Schema extends DBSchema {
  commands: { key: string; value: Kept }
}

/** The part of the Web Locks this needs: a tab that lives holds its own lock, and the browser lets go of a dead one's. */
export type Locks = Pick<LockManager, 'request' | 'query'>

/** Longer than the server remembers ids of a forum that is over, a command is of no use to anybody. */
const oldestMs = 14 * 24 * 3_600_000
const lockOf = (tab: string) => `rostrum:tab:${tab}`

/**
 * An outbox that outlives a reload. Rejects when the browser has no IndexedDB for us (private windows of some, a full
 * disk): the caller then says so and goes on in memory.
 */
export async function openOutbox(person: string, locks: Locks | undefined): Promise<Outbox> {
  const tab = uuid7()
  const db = await openDB<Schema>('rostrum-outbox', 1, {
    upgrade: (it) => void it.createObjectStore('commands', { keyPath: 'id' }),
  })
  // Held until this tab is gone; nobody waits for it.
  void locks?.request(lockOf(tab), () => new Promise<void>(() => {}))
  return {
    async put(envelope) {
      await db.put('commands', { id: envelope.id, person, tab, at: Date.now(), envelope })
    },
    remove: (id) => db.delete('commands', id),
    adopt: () =>
      locks
        ? locks.request('rostrum:adopt', () => adoptOrphans(db, { person, tab, locks }))
        : adoptOrphans(db, { person, tab, locks }),
  }
}

interface Adopter {
  readonly person: string
  readonly tab: string
  readonly locks: Locks | undefined
}

/** One tab at a time looks for commands whose tab is gone, and makes them its own. Ids make a mistake harmless. */
async function adoptOrphans(db: IDBPDatabase<Schema>, { person, tab, locks }: Adopter): Promise<Envelope[]> {
  const held = await locks?.query()
  const alive = new Set([tab, ...(held?.held ?? []).map((it) => it.name?.replace(lockOf(''), ''))])
  const mine: Envelope[] = []
  const { store, done } = db.transaction('commands', 'readwrite')
  // Ids are UUIDv7, so this is the order in which the commands were meant.
  for (const kept of await store.getAll()) {
    if (Date.now() - kept.at > oldestMs) void store.delete(kept.id)
    else if (kept.person === person && !alive.has(kept.tab)) {
      void store.put({ ...kept, tab })
      mine.push(kept.envelope)
    }
  }
  await done
  return mine
}
