import { Suspense, useEffect } from 'react'
import { useStore } from 'zustand'
import { part } from '../part.ts'
import { keyHelp, showKeyHelp } from './keyHelp.ts'
import { offer, onKeyDown } from './keys.ts'

const KeyHelp = part(() => import('./KeyHelp.tsx').then((it) => it.KeyHelp))

/** Listens for keys, and says which there are when asked. */
export function Keys() {
  const { isOpen } = useStore(keyHelp)
  useEffect(() => {
    const withdraw = offer({ help: showKeyHelp })
    addEventListener('keydown', onKeyDown)
    return () => {
      withdraw()
      removeEventListener('keydown', onKeyDown)
    }
  }, [])
  if (!isOpen) return null
  return (
    <Suspense fallback={null}>
      <KeyHelp />
    </Suspense>
  )
}
