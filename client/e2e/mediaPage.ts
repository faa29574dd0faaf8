import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import type { StageMedia, StageMediaState } from '../src/kernel/media/types.ts'
import type { Platform } from './platform.ts'
import { visit } from './visitor.ts'

interface Received {
  /** Pictures that were decoded, and how loud it was in all. */
  readonly frames: number
  readonly energy: number
}

declare global {
  interface Window {
    media: StageMedia
    join(options: { session: string; backstage: boolean }): StageMedia
    received(): Promise<Received>
  }
}

/** The media layer alone on an empty page: what it receives is measured below everything that draws it. */
export interface MediaPage {
  readonly page: Page
  state(): Promise<StageMediaState>
  /** What came within this time. */
  receives(ms: number): Promise<Received>
  problems(): readonly string[]
}

let bundle: Promise<string> | undefined

const entry = path.resolve(import.meta.dirname, '../src/kernel/media/createStageMedia.ts')

async function bundled(): Promise<string> {
  const made = await build({
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: { write: false, minify: false, lib: { entry, formats: ['iife'], name: 'stage' } },
  })
  const [{ output }] = made as unknown as [{ output: [{ code: string }] }]
  return output[0].code
}

export async function openMediaPage(
  browser: Browser,
  platform: Platform,
  { email, session, backstage }: { email: string; session: string; backstage: boolean },
): Promise<MediaPage> {
  const script = await (bundle ??= bundled())
  const { page, problems } = await visit(browser, platform, email)
  await page.addInitScript(keepConnections)
  // A page of the server itself: one made up here would count as foreign, and may not talk to this machine.
  await page.goto('/healthz')
  await page.evaluate(`${script}; window.join = stage.createStageMedia`)
  await page.evaluate((options) => void (window.media = window.join(options)), { session, backstage })
  // Pictures come when something shows them.
  await page.evaluate(showPictures)
  return {
    page,
    problems,
    state: () => page.evaluate(() => JSON.parse(JSON.stringify(window.media.getState())) as StageMediaState),
    async receives(ms) {
      const before = await page.evaluate(() => window.received())
      await page.waitForTimeout(ms)
      const after = await page.evaluate(() => window.received())
      return { frames: after.frames - before.frames, energy: after.energy - before.energy }
    },
  }
}

function showPictures(): void {
  const shown = new Map<string, () => void>()
  const show = () => {
    const { stage, backstage } = window.media.getState()
    const all = [...stage.performers, ...(backstage?.performers ?? [])].filter((it) => !it.isMe)
    for (const picture of all.flatMap((it) => [it.camera, it.screen])) {
      if (!picture || shown.has(picture.id)) continue
      const video = document.body.appendChild(document.createElement('video'))
      video.style.width = '320px'
      shown.set(picture.id, picture.attach(video))
    }
  }
  window.media.subscribe(show)
  show()
}

/**
 * LiveKit keeps its connections to itself; the browser can be asked all the same. Sound is measured where it comes out
 * of the decoder: Chromium's own `totalAudioEnergy` is of what an element plays, and Web Audio plays it here.
 */
function keepConnections(): void {
  const all = new Set<RTCPeerConnection>()
  const ears: AnalyserNode[] = []
  let context: AudioContext | undefined
  let energy = 0
  const Original = window.RTCPeerConnection
  window.RTCPeerConnection = class extends Original {
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      all.add(this)
      this.addEventListener('track', ({ track }) => {
        if (track.kind !== 'audio') return
        context ??= new AudioContext()
        const ear = context.createAnalyser()
        context.createMediaStreamSource(new MediaStream([track])).connect(ear)
        ears.push(ear)
      })
    }
  }
  const samples = new Float32Array(2_048)
  setInterval(() => {
    for (const ear of ears) {
      ear.getFloatTimeDomainData(samples)
      energy += samples.reduce((sum, it) => sum + it * it, 0) / samples.length
    }
  }, 40)
  window.received = async () => {
    let frames = 0
    for (const it of all)
      for (const one of (await it.getStats()).values() as Iterable<Record<string, unknown>>)
        if (one['type'] === 'inbound-rtp') frames += Number(one['framesDecoded'] ?? 0)
    return { frames, energy }
  }
}
