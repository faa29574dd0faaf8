import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { Forum } from '@rostrum/shared/features/programme/programme.contract.ts'
import { useChannel, useSlice } from '#kernel/live.ts'
import { useStanding } from '#kernel/me.ts'
import { HomeSessions } from '../../features/programme/HomeSessions.tsx'
import { ProgrammePanel } from '../../features/programme/ProgrammePanel.tsx'
import { SessionAbout } from '../../features/programme/SessionAbout.tsx'
import { stageStore } from '../../features/stage/stage.store.ts'
import type { ForumPlace, SessionPlace } from '../slots.tsx'

/** What is live in a forum is told to those who take part in it; others read the programme alone. */
function useStages(forum: Forum) {
  const takesPart = useStanding({ forum: forum.id }).roles.length > 0
  const channel = useChannel(takesPart ? channelId('forum', forum.id) : undefined)
  const { stages } = useSlice(stageStore, 'forum', forum.id)
  const known = channel === 'ready' ? ('known' as const) : ('coming' as const)
  return { stages, live: takesPart ? known : ('closed' as const) }
}

export const HomePart = ({ forum }: ForumPlace) => <HomeSessions slug={forum.slug} {...useStages(forum)} />

export const ProgrammePart = ({ forum }: ForumPlace) => (
  <ProgrammePanel slug={forum.slug} stages={useStages(forum).stages} />
)

export const AboutPart = ({ session }: SessionPlace) => <SessionAbout session={session} />
