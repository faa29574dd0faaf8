import { useEffect, useState } from 'react'
import { clock } from './clock.ts'

/** The present moment by the server's clock, told again at every full step (a minute, unless said otherwise), while the page is looked at. */
export function useNow(stepMs = 60_000): number {
  const [now, setNow] = useState(() => clock.now())
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const tick = () => {
      setNow(clock.now())
      timer = setTimeout(tick, stepMs - (clock.now() % stepMs))
    }
    // A sleeping laptop wakes up in another hour; a page in the background is not drawn at all.
    const wake = () => {
      clearTimeout(timer)
      if (!document.hidden) tick()
    }
    timer = setTimeout(tick, stepMs - (clock.now() % stepMs))
    document.addEventListener('visibilitychange', wake)
    const stop = clock.onSet(wake)
    return () => {
      clearTimeout(timer)
      stop()
      document.removeEventListener('visibilitychange', wake)
    }
  }, [stepMs])
  return now
}
