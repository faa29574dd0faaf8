import { useEffect } from 'react'
import type { StageMedia } from '#kernel/media/types.ts'

/** The browser waits for a sign of life before it plays sound: whatever is pressed is one. */
export function useSoundWithClick(media: StageMedia | undefined, needsClick = false): void {
  useEffect(() => {
    if (!needsClick || !media) return undefined
    const play = () => void media.playSound()
    if (navigator.userActivation?.hasBeenActive) play()
    addEventListener('pointerup', play)
    addEventListener('keydown', play)
    return () => {
      removeEventListener('pointerup', play)
      removeEventListener('keydown', play)
    }
  }, [media, needsClick])
}
