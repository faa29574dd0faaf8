import { BrowserRouter } from 'react-router'
import { LanguageProvider } from '#kernel/i18n.tsx'
import { Keys } from './keys/Keys.tsx'
import { LiveLine } from './LiveLine.tsx'
import { AppRoutes } from './routes.tsx'
import { NameFirst } from './shell/NameFirst.tsx'

export function App() {
  return (
    <LanguageProvider>
      <BrowserRouter>
        <LiveLine />
        <Keys />
        <NameFirst>
          <AppRoutes />
        </NameFirst>
      </BrowserRouter>
    </LanguageProvider>
  )
}
