import { Navigate, Outlet, useLocation } from 'react-router'
import { useSession } from '#kernel/me.ts'
import { Skeleton } from '#ui/states.tsx'

/** Pages for those who have signed in; others come back here after they did. */
export function SignedIn() {
  const session = useSession()
  const { pathname, search } = useLocation()
  if (session.state === 'signed-out')
    return <Navigate replace to={`/sign-in?next=${encodeURIComponent(pathname + search)}`} />
  if (session.state !== 'signed-in') return <Skeleton />
  return <Outlet />
}
