import { Suspense } from 'react'
import { Outlet } from 'react-router'
import { Boundary } from '#ui/Boundary.tsx'
import { Skeleton } from '#ui/states.tsx'
import { Toasts } from '#ui/toast.tsx'
import { Notices } from './Notices.tsx'
import { Footer } from './Footer.tsx'
import { SkipLink } from './SkipLink.tsx'
import { part } from '../part.ts'
import { useWatched } from '../../features/stage/stage.media.ts'
import { TabBar } from './TabBar.tsx'
import { TopBar } from './TopBar.tsx'

const Mini = part(() => import('../parts/mini.tsx').then((it) => it.MiniPart))

/** Pages with the main navigation: above on wide windows, below on phones. */
export function MainShell() {
  const watched = useWatched()
  return (
    <div className="shell has-tabbar">
      <SkipLink />
      <TopBar />
      <Notices />
      <main id="main" className="shell__main" tabIndex={-1} data-region>
        <Boundary>
          <Suspense
            fallback={
              <div className="page">
                <Skeleton lines={6} />
              </div>
            }
          >
            <Outlet />
          </Suspense>
        </Boundary>
      </main>
      {watched && (
        <Boundary>
          <Suspense fallback={null}>
            <Mini session={watched} />
          </Suspense>
        </Boundary>
      )}
      <Footer />
      <TabBar />
      <Toasts />
    </div>
  )
}
