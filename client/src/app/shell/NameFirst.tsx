import type { ReactNode } from 'react'
import { Navigate, useLocation } from 'react-router'
import { useMaybeMe } from '#kernel/me.ts'

/**
 * Who has signed in for the first time says a name before anything else. Stands around the pages, not beside them: a page
 * that leads on by itself would pull against it.
 */
export function NameFirst({ children }: { readonly children: ReactNode }) {
  const me = useMaybeMe()
  const { pathname, search } = useLocation()
  // The link's own page knows where its person wanted to go, and leads there next.
  const isOnTheWay = pathname === '/welcome' || pathname === '/sign-in/link'
  if (!me || me.name !== '' || isOnTheWay) return children
  const next = pathname === '/sign-in' ? '/' : pathname + search
  return <Navigate replace to={`/welcome?next=${encodeURIComponent(next)}`} />
}
