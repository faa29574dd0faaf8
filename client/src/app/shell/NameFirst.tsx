import { Navigate, useLocation } from 'react-router'
import { useMaybeMe } from '#kernel/me.ts'

/** Who has signed in for the first time says a name before anything else. Draws nothing. */
export function NameFirst() {
  const me = useMaybeMe()
  const { pathname, search } = useLocation()
  if (!me || me.name !== '' || pathname === '/welcome') return null
  const next = pathname.startsWith('/sign-in') ? '/' : pathname + search
  return <Navigate replace to={`/welcome?next=${encodeURIComponent(next)}`} />
}
