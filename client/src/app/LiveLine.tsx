import { useEffect } from 'react'
import { protocolFingerprint } from '@rostrum/shared/fingerprint.ts'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import { clearResources } from '#kernel/http.ts'
import { startLive, useChannel, useLine } from '#kernel/live.ts'
import { loadMe, signedOut, useSession } from '#kernel/me.ts'
import { stores } from './stores.ts'

/** Keeps open the line of whoever is here. Draws nothing. */
export function LiveLine() {
  const session = useSession()
  const line = useLine()
  const person = session.state === 'signed-in' ? session.person : undefined
  const isSignedOut = line.state === 'closed' && line.reason === 'signed_out'

  useEffect(() => {
    if (session.state !== 'unreachable') return undefined
    const timer = setTimeout(() => void loadMe(), 3_000)
    return () => clearTimeout(timer)
  }, [session])
  useEffect(
    () => (person === undefined ? undefined : startLive({ person, stores, wire: protocolFingerprint })),
    [person],
  )
  const isKnown = session.state === 'signed-in' || session.state === 'signed-out'
  // What was read as one person, or as nobody, is not for the next.
  useEffect(() => (isKnown ? clearResources : undefined), [isKnown, person])
  useEffect(() => {
    if (isSignedOut) signedOut()
  }, [isSignedOut])
  useChannel(person === undefined ? undefined : channelId('person', person))
  return null
}
