import { HomeSessions } from '../../features/programme/HomeSessions.tsx'
import { ProgrammePanel } from '../../features/programme/ProgrammePanel.tsx'
import { SessionAbout } from '../../features/programme/SessionAbout.tsx'
import type { StageNow } from '../../features/programme/programme.store.ts'
import type { ForumPlace, SessionPlace } from '../slots.tsx'

const none: readonly StageNow[] = []

/** The programme, told by the stage what is live. */
export const HomePart = ({ forum }: ForumPlace) => <HomeSessions slug={forum.slug} stages={none} />
export const ProgrammePart = ({ forum }: ForumPlace) => <ProgrammePanel slug={forum.slug} stages={none} />
export const AboutPart = ({ session }: SessionPlace) => <SessionAbout session={session} />
