import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { applyPreferences } from '#kernel/preferences.ts'
import { applyStoredTheme } from '#kernel/theme.ts'
import { App } from './app/App.tsx'
import './ui/css/tokens.css'
import './ui/css/base.css'
import './ui/css/ui.css'

applyStoredTheme()
applyPreferences()
const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
