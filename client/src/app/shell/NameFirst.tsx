import { Navigate, useLocation } from 'react-router'
import { useMaybeMe } from '#kernel/me.ts'

/** Who has signed in for the first time says a name before anything else. Draws nothing. */
export function NameFirst() {
  const me = useMaybeMe()
  const { pathname, search } = useLocation()
  // The link's own page knows where its person wanted to go, and leads there next.
  if (!me || me.name !== '' || pathname === '/welcome' || pathname === '/sign-in/link') return null
  const next = pathname === '/sign-in' ? '/' : pathname + search
  return <Navigate replace to={`/welcome?next=${encodeURIComponent(next)}`} />
}
