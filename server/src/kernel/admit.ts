import type { Standing } from '@rostrum/shared/kernel/actor.ts'
import type { Actor, Admit } from './feature.ts'

/** Channels remembered for one actor: a little more than a socket may be in. */
const remembered = 128

/**
 * Asks once for each actor and channel. An actor that a socket holds is replaced when that person's access changes, so
 * what is remembered with the old one goes with it. Only a *yes* is kept: what is not there today may be made tomorrow.
 */
export function rememberAdmitted(admit: Admit): Admit {
  const known = new WeakMap<Actor, Map<string, Promise<Standing | undefined>>>()

  return (actor, channel) => {
    const mine = known.get(actor) ?? new Map<string, Promise<Standing | undefined>>()
    known.set(actor, mine)
    const before = mine.get(channel.id)
    if (before) return before
    if (mine.size >= remembered) mine.clear()
    const asked = admit(actor, channel)
    mine.set(channel.id, asked)
    const forget = () => mine.delete(channel.id)
    asked.then((standing) => standing ?? forget(), forget)
    return asked
  }
}
