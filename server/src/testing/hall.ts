import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Person, Tab, World } from './world.ts'

/** A session with a chair, a moderator, a panellist and somebody of the audience, each with their own tab. */
export async function createHall(world: World) {
  const session = await world.session()
  const as = (name: string, ...roles: ('chair' | 'moderator' | 'panellist')[]) =>
    world.person(name, roles.length > 0 ? { sessions: { [session]: roles } } : {})
  const people = {
    chair: await as('Chair', 'chair'),
    moderator: await as('Mod', 'moderator'),
    panellist: await as('Pan', 'panellist'),
    audience: await as('Aud'),
  }
  return {
    session,
    people,
    chair: open(world, session, people.chair),
    moderator: open(world, session, people.moderator),
    panellist: open(world, session, people.panellist),
    audience: open(world, session, people.audience),
  }
}

function open(world: World, session: SessionId, person: Person): Tab {
  return world.join(person, [
    channelId('session', session),
    channelId('backstage', session),
    channelId('person', person.id),
    channelId('forum', world.forum),
  ])
}
