import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { sessionPath } from '../../features/programme/context.ts'
import { useSessionDetail } from '../../features/programme/programme.store.ts'
import { MiniPlayer } from '../../features/stage/MiniPlayer.tsx'
import { useText } from '../forum.tsx'

/** The session that was left for other pages and goes on there. */
export function MiniPart({ session }: { readonly session: SessionId }) {
  const detail = useSessionDetail(session)
  const it = detail.state === 'ready' ? detail.data : undefined
  const text = useText(it?.forum)
  const title = it && text(it.session.title)
  return (
    <MiniPlayer
      session={session}
      to={sessionPath(session)}
      title={
        <span dir="auto" lang={title?.language}>
          {title?.text}
        </span>
      }
    />
  )
}
