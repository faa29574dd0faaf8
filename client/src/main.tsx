import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { preloadMessages } from '#kernel/i18n.tsx'
import { loadMe } from '#kernel/me.ts'
import { applyPreferences } from '#kernel/preferences.ts'
import { applyStoredTheme } from '#kernel/theme.ts'
import { App } from './app/App.tsx'
import { preloadPage } from './app/routes.tsx'
import './ui/css/tokens.css'
import './ui/css/base.css'
import './ui/css/ui.css'
import './ui/css/forced.css'

// All at once: on a far line each thing that waits for another costs a round trip.
preloadMessages()
preloadPage(location.pathname)
void loadMe()
applyStoredTheme()
applyPreferences()
const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
