import { useState } from 'react'
import type { Profile } from '@rostrum/shared/features/people/people.contract.ts'
import { usePending } from '#kernel/live.ts'
import { updateProfile } from './people.actions.ts'
import type { Changes, Saved } from './people.actions.ts'

export type SaveState =
  | { readonly state: 'idle' | 'saving' | 'queued' | 'refused' | 'changed_elsewhere' }
  | { readonly state: 'saved'; readonly at: Date }

export interface ProfileEdit {
  readonly save: (changes: Changes) => Promise<Saved>
  readonly saved: SaveState
  /** The fields of the last change that were not taken. */
  readonly invalid: ReadonlySet<string>
}

/** Keeps each change at once and says how far it has come. */
export function useProfileEdit(me: Profile): ProfileEdit {
  const [last, setLast] = useState<SaveState>({ state: 'idle' })
  const [invalid, setInvalid] = useState<ReadonlySet<string>>(new Set())
  const waiting = usePending('people:update')

  const save = async (changes: Changes): Promise<Saved> => {
    const saved = await updateProfile(me, changes)
    const refused = typeof saved === 'object' ? saved.invalid : []
    setInvalid((before) => {
      const left = [...before].filter((it) => !(it in changes))
      return new Set([...left, ...refused])
    })
    if (typeof saved === 'object') setLast({ state: 'refused' })
    else setLast(saved === 'saved' ? { state: 'saved', at: new Date() } : { state: saved })
    return saved
  }
  const onItsWay = waiting.find((it) => it.state !== 'refused')
  const state: SaveState =
    onItsWay === undefined ? last : { state: onItsWay.state === 'queued' ? 'queued' : 'saving' }
  return { save, saved: state, invalid }
}
