import { lazy } from 'react'
import type { ComponentType } from 'react'
import { allTexts } from '#kernel/i18n.tsx'

/** One that is on a session's page at first: it does not wait for the texts of all others (`vite/firstTexts.ts`). */
export const firstPart = <Props>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> =>
  // A lazy component takes the props of the one it stands for.
  lazy(() => load().then((component) => ({ default: component }))) as unknown as ComponentType<Props>

/** A component in a chunk of its own, drawn when all it says is there. */
export const part = <Props>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> =>
  firstPart(() => Promise.all([load(), allTexts()]).then(([component]) => component))
