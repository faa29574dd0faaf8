import { useSyncExternalStore } from 'react'

/** From here on there is room for two dimensions: the top navigation, grids of time. The same width as in the style. */
const query = '(min-width: 60rem)'

function subscribe(changed: () => void): () => void {
  const list = matchMedia(query)
  list.addEventListener('change', changed)
  return () => list.removeEventListener('change', changed)
}

/** Whether the page is wide; for what is built in another way there, not only laid out in another way. */
export const useWide = (): boolean => useSyncExternalStore(subscribe, () => matchMedia(query).matches)
