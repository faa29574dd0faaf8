import { Suspense } from 'react'
import { Outlet } from 'react-router'
import { Boundary } from '#ui/Boundary.tsx'
import { Toasts } from '#ui/toast.tsx'
import { Footer } from './Footer.tsx'
import { ForumMark } from './ForumMark.tsx'
import { LanguageMenu } from './LanguageMenu.tsx'
import { Notices } from './Notices.tsx'
import { SkipLink } from './SkipLink.tsx'

/** Pages before somebody is in: the forum's name, the language, and nothing else. */
export function BareShell() {
  return (
    <div className="shell">
      <SkipLink />
      <header className="topbar" data-region>
        <div className="topbar__in">
          <ForumMark />
          <div className="topbar__end">
            <LanguageMenu />
          </div>
        </div>
      </header>
      <Notices />
      <main id="main" className="shell__main" tabIndex={-1} data-region>
        <Boundary>
          <Suspense fallback={null}>
            <Outlet />
          </Suspense>
        </Boundary>
      </main>
      <Footer />
      <Toasts />
    </div>
  )
}
