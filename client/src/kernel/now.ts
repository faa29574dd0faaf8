import { useEffect, useState } from 'react'

/** The present moment, told again at every full step (a minute, unless said otherwise), while the page is looked at. */
export function useNow(stepMs = 60_000): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const tick = () => {
      setNow(Date.now())
      timer = setTimeout(tick, stepMs - (Date.now() % stepMs))
    }
    // A sleeping laptop wakes up in another hour; a page in the background is not drawn at all.
    const wake = () => {
      clearTimeout(timer)
      if (!document.hidden) tick()
    }
    timer = setTimeout(tick, stepMs - (Date.now() % stepMs))
    document.addEventListener('visibilitychange', wake)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', wake)
    }
  }, [stepMs])
  return now
}
