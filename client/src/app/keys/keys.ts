/*
 * The one catalogue of keys: it drives the handlers and the help. A page offers acts; a key whose act nobody offers does
 * nothing and is not listed.
 */

const keys = [
  { act: 'help', code: 'Slash', label: 'keys.help', show: '/' },
  { act: 'questions', code: 'KeyQ', label: 'keys.questions', show: 'Q' },
  { act: 'chat', code: 'KeyM', label: 'keys.chat', show: 'M' },
  { act: 'people', code: 'KeyP', label: 'keys.people', show: 'P' },
  { act: 'reactions', code: 'KeyE', label: 'keys.reactions', show: 'E' },
  { act: 'data', code: 'KeyD', label: 'keys.data', show: 'D' },
] as const
export type KeyAct = (typeof keys)[number]['act']

const offered = new Map<KeyAct, () => void>()

/** Offers an act while a page is there. Returns its end. */
export function offer(acts: Partial<Record<KeyAct, () => void>>): () => void {
  const entries = Object.entries(acts) as [KeyAct, () => void][]
  for (const [act, run] of entries) offered.set(act, run)
  return () => {
    for (const [act, run] of entries) if (offered.get(act) === run) offered.delete(act)
  }
}

export const offeredKeys = () => keys.filter((it) => offered.has(it.act))

/** By the place of the key, not its letter: it works on every keyboard, in every script. */
export function onKeyDown(event: KeyboardEvent): void {
  if (event.key === 'F6') {
    if (moveBetweenRegions(event.shiftKey ? -1 : 1)) event.preventDefault()
    return
  }
  if (!event.ctrlKey || !event.shiftKey || event.altKey || event.metaKey) return
  const key = keys.find((it) => it.code === event.code)
  const act = key && offered.get(key.act)
  if (!act) return
  event.preventDefault()
  act()
}

/** From stage to controls to panel: the parts of a page that name themselves with `data-region`. */
function moveBetweenRegions(step: 1 | -1): boolean {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter((it) =>
    it.checkVisibility(),
  )
  if (regions.length === 0) return false
  const at = regions.findLastIndex((it) => it.contains(document.activeElement))
  const next = regions[(at + step + regions.length) % regions.length]
  if (next && !next.hasAttribute('tabindex')) next.tabIndex = -1
  next?.focus()
  return true
}

/** Does an offered act without its key: from a button that leads there. */
export const run = (act: KeyAct): void => offered.get(act)?.()
