import type { Bot } from './bots.ts'

/* The child process of the demo's speakers. It gets lists of bots from its parent, and ends when the parent does. */

const notInstalled = 2
let leave = async () => {}

process.on('disconnect', () => {
  void leave().finally(() => process.exit(0))
})

async function load() {
  try {
    return await import('./bots.speaker.ts')
  } catch {
    return process.exit(notInstalled) // the native packages are optional
  }
}

const { createSpeaker, finish } = await load()
const speakers = new Map<string, ReturnType<typeof createSpeaker>>()
let order = 0

leave = async () => {
  await Promise.allSettled([...speakers.values()].map((it) => it.leave()))
  await finish()
}

process.on('message', (bots: readonly Bot[]) => {
  for (const bot of bots) {
    const speaker = speakers.get(bot.identity) ?? createSpeaker(bot, order++)
    speakers.set(bot.identity, speaker)
    speaker.follow(bot)
  }
  const still = new Set(bots.map((it) => it.identity))
  for (const [identity, speaker] of speakers) if (!still.has(identity)) speaker.follow(undefined)
})
process.send?.('ready')
