import fs from 'node:fs'
import { AudioFrame, AudioSource } from '@livekit/rtc-node'

const speech = readWav(new URL('speech.wav', import.meta.url))
const frameMs = 20
const frameSamples = (speech.rate * frameMs) / 1_000
const queueMs = 100
const pauseSeconds = 1.5
const turns = 3
/** The same words, each speaker higher or lower. */
const pitches = [1, 0.84, 1.16]

const turnSeconds = speech.samples.length / speech.rate / Math.min(...pitches) + pauseSeconds

/** Whose turn it is follows from the clock, so speakers that do not know of each other do not talk at once. */
const turnAt = (seconds: number) => Math.floor(seconds / turnSeconds) % turns

/** A voice that says its text when it is its turn, and is silent while the others talk. */
export function createVoice(order: number) {
  const pitch = pitches[order % pitches.length] ?? 1
  let talking = false
  let stopped = true
  let loop: Promise<void> = Promise.resolve()
  let source: AudioSource | undefined

  async function speak(to: AudioSource): Promise<void> {
    while (!stopped) {
      const seconds = performance.timeOrigin / 1_000 + performance.now() / 1_000
      const into = seconds % turnSeconds
      talking = turnAt(seconds) === order % turns && into * pitch < speech.samples.length / speech.rate
      const samples = new Int16Array(frameSamples)
      if (talking) say(samples, into, pitch)
      await to.captureFrame(new AudioFrame(samples, speech.rate, 1, frameSamples)) // waits while the queue is full
    }
  }

  return {
    isTalking: () => talking,
    start(): AudioSource {
      stopped = false
      source = new AudioSource(speech.rate, 1, queueMs)
      loop = speak(source).catch(() => {})
      return source
    },
    async stop(): Promise<void> {
      stopped = true
      talking = false
      await loop
      await source?.close()
      source = undefined
    },
  }
}

function say(into: Int16Array, fromSeconds: number, pitch: number): void {
  const start = fromSeconds * speech.rate * pitch
  for (let i = 0; i < into.length; i++) into[i] = speech.samples[Math.floor(start + i * pitch)] ?? 0
}

/** PCM, mono, 16 bit: the only kind we ship. */
function readWav(file: URL): { readonly rate: number; readonly samples: Int16Array } {
  const bytes = fs.readFileSync(file)
  const headerBytes = 44
  const samples = new Int16Array((bytes.length - headerBytes) >> 1)
  for (let i = 0; i < samples.length; i++) samples[i] = bytes.readInt16LE(headerBytes + 2 * i)
  return { rate: bytes.readUInt32LE(24), samples }
}
