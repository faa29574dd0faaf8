import { Suspense, lazy } from 'react'
import { Route, Routes } from 'react-router'
import { NotFoundPage } from './pages/NotFoundPage.tsx'
import { MainShell } from './shell/MainShell.tsx'
import { SignedIn } from './shell/SignedIn.tsx'

const HomePage = lazy(() => import('./pages/HomePage.tsx').then((it) => ({ default: it.HomePage })))
const SessionPage = lazy(() => import('./pages/SessionPage.tsx').then((it) => ({ default: it.SessionPage })))

/** Every address there is. Each page is a chunk of its own. */
export function AppRoutes() {
  return (
    <Suspense fallback={null}>
      <Routes>
        <Route element={<MainShell />}>
          <Route index element={<HomePage />} />
          <Route path="*" element={<NotFoundPage />} />
        </Route>
        <Route element={<SignedIn />}>
          <Route path="sessions/:session" element={<SessionPage />} />
        </Route>
      </Routes>
    </Suspense>
  )
}
