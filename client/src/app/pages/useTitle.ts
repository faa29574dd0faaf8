import { useEffect } from 'react'

/** The window's title: what is open, then the platform. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · Rostrum` : 'Rostrum'
  }, [title])
}
