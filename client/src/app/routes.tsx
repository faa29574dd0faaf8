import { Suspense, lazy } from 'react'
import { Route, Routes } from 'react-router'
import { preload } from '#kernel/http.ts'
import { NotFoundPage } from './pages/NotFoundPage.tsx'
import { StartPage } from './pages/StartPage.tsx'
import { BareShell } from './shell/BareShell.tsx'
import { MainShell } from './shell/MainShell.tsx'
import { SignedIn } from './shell/SignedIn.tsx'
import { slots } from './slots.tsx'

const HomePage = lazy(() => import('./pages/HomePage.tsx').then((it) => ({ default: it.HomePage })))
const ProgrammePage = lazy(() =>
  import('./pages/ProgrammePage.tsx').then((it) => ({ default: it.ProgrammePage })),
)
const loadSession = () => import('./pages/SessionPage.tsx')
const SessionPage = lazy(() => loadSession().then((it) => ({ default: it.SessionPage })))
const BackstagePage = lazy(() =>
  import('./pages/BackstagePage.tsx').then((it) => ({ default: it.BackstagePage })),
)
const ModerationPage = lazy(() =>
  import('./pages/ModerationPage.tsx').then((it) => ({ default: it.ModerationPage })),
)
const WelcomePage = lazy(() => import('./pages/WelcomePage.tsx').then((it) => ({ default: it.WelcomePage })))

/** Begins to load what a session's address needs, while it is still being found out who is here. */
export function preloadPage(path: string): void {
  const session = /^\/sessions\/([^/]+)$/.exec(path)?.[1]
  if (session === undefined) return
  void loadSession()
  void import('./parts/questions.tsx')
  preload(`/api/sessions/${session}`)
}

/** Every address there is. Each page is a chunk of its own; what is not there yet has no address. */
export function AppRoutes() {
  const { SignIn, SignInLink, Settings, Programme, Moderation } = slots
  return (
    <Suspense fallback={null}>
      <Routes>
        <Route element={<MainShell />}>
          <Route index element={<StartPage />} />
          <Route path="forums/:slug" element={<HomePage />} />
          {Programme && <Route path="forums/:slug/programme" element={<ProgrammePage />} />}
          <Route element={<SignedIn />}>
            {Moderation && <Route path="forums/:slug/moderation" element={<ModerationPage />} />}
            {Settings && <Route path="settings" element={<Settings />} />}
          </Route>
          <Route path="*" element={<NotFoundPage />} />
        </Route>
        <Route element={<BareShell />}>
          {SignIn && <Route path="sign-in" element={<SignIn />} />}
          <Route element={<SignedIn />}>
            <Route path="welcome" element={<WelcomePage />} />
          </Route>
          {SignInLink && <Route path="sign-in/link" element={<SignInLink />} />}
        </Route>
        <Route element={<SignedIn />}>
          <Route path="sessions/:session" element={<SessionPage />} />
          <Route path="sessions/:session/backstage" element={<BackstagePage />} />
        </Route>
      </Routes>
    </Suspense>
  )
}
