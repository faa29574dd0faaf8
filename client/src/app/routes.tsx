import { Suspense } from 'react'
import { Route, Routes } from 'react-router'
import { preload } from '#kernel/http.ts'
import { firstPart, part } from './part.ts'
import { NotFoundPage } from './pages/NotFoundPage.tsx'
import { SignedIn } from './shell/SignedIn.tsx'
import { slots } from './slots.tsx'

const MainShell = part(() => import('./shell/MainShell.tsx').then((it) => it.MainShell))
const BareShell = part(() => import('./shell/BareShell.tsx').then((it) => it.BareShell))
const StartPage = part(() => import('./pages/StartPage.tsx').then((it) => it.StartPage))
const HomePage = part(() => import('./pages/HomePage.tsx').then((it) => it.HomePage))
const ProgrammePage = part(() => import('./pages/ProgrammePage.tsx').then((it) => it.ProgrammePage))
const BackstagePage = part(() => import('./pages/BackstagePage.tsx').then((it) => it.BackstagePage))
const ModerationPage = part(() => import('./pages/ModerationPage.tsx').then((it) => it.ModerationPage))
const WelcomePage = part(() => import('./pages/WelcomePage.tsx').then((it) => it.WelcomePage))

// Whoever comes by a link to a session waits for nothing but it: neither for other pages' texts nor for their shells.
const loadSession = () => import('./pages/SessionPage.tsx')
const SessionPage = firstPart(() => loadSession().then((it) => it.SessionPage))

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
