import { VideoBufferType, VideoFrame, VideoSource } from '@livekit/rtc-node'
import { createCanvas } from '@napi-rs/canvas'
import type { Canvas, SKRSContext2D } from '@napi-rs/canvas'

export const size = { width: 320, height: 180, fps: 10 } as const
const { width, height, fps } = size

export interface PictureOptions {
  readonly name: string
  readonly organisation: string | null
  /** Each speaker has a colour of their own. */
  readonly order: number
  readonly isSpeaking: () => boolean
}

const hues = [204, 268, 152, 24]

/** A picture that moves: an invented person has no face to show, so it is their initials, a clock and their voice. */
export function createPicture(options: PictureOptions) {
  const source = new VideoSource(width, height)
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  const background = drawBackground(options)
  const started = performance.now()
  let count = 0
  let timer: NodeJS.Timeout | undefined

  function next(): void {
    context.drawImage(background, 0, 0)
    drawClock(context)
    drawVoice(context, options.isSpeaking() ? count : undefined)
    const data = canvas.data()
    const pixels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    source.captureFrame(new VideoFrame(pixels, width, height, VideoBufferType.RGBA))
    count++
    // By the clock, not by adding up: else it falls behind its voice.
    timer = setTimeout(next, Math.max(0, started + (count * 1_000) / fps - performance.now()))
  }
  next()

  return {
    source,
    async stop(): Promise<void> {
      clearTimeout(timer)
      await source.close()
    },
  }
}

function drawBackground({ name, organisation, order }: PictureOptions): Canvas {
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  const hue = hues[order % hues.length] ?? 204
  const gradient = context.createLinearGradient(0, 0, width, height)
  gradient.addColorStop(0, `hsl(${hue} 45% 18%)`)
  gradient.addColorStop(1, `hsl(${hue + 30} 45% 34%)`)
  context.fillStyle = gradient
  context.fillRect(0, 0, width, height)
  context.fillStyle = `hsl(${hue} 60% 78%)`
  context.beginPath()
  context.arc(width / 2, height * 0.38, height * 0.24, 0, 2 * Math.PI)
  context.fill()
  context.textAlign = 'center'
  context.fillStyle = `hsl(${hue} 45% 18%)`
  context.font = `bold ${Math.round(height * 0.2)}px sans-serif`
  context.fillText(initials(name), width / 2, height * 0.45)
  context.fillStyle = 'rgba(255, 255, 255, 0.75)'
  context.font = `${Math.round(height * 0.07)}px sans-serif`
  context.fillText(organisation ?? '', width / 2, height * 0.74)
  return canvas
}

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .map((it) => it.slice(0, 1))
    .slice(0, 2)
    .join('')

function drawClock(context: SKRSContext2D): void {
  context.fillStyle = 'rgba(255, 255, 255, 0.9)'
  context.font = `${Math.round(height * 0.07)}px monospace`
  context.fillText(new Date().toISOString().slice(11, 19), width * 0.06, height * 0.12)
}

/** Bars that dance while they speak, and rest while they listen. */
function drawVoice(context: SKRSContext2D, beat: number | undefined): void {
  context.fillStyle = 'rgba(255, 255, 255, 0.85)'
  for (let i = 0; i < 9; i++) {
    const loud = beat === undefined ? 0.06 : Math.abs(Math.sin(beat * 0.9 + i * 1.7))
    const tall = height * 0.14 * loud + 2
    context.fillRect(width / 2 + (i - 4) * 12 - 3, height * 0.88 - tall / 2, 6, tall)
  }
}
