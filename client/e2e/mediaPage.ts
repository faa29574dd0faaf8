import path from 'node:path'
import type { Page } from 'playwright-core'
import { build } from 'vite'
import type { StageMedia, StageMediaState } from '../src/kernel/media/types.ts'
import { measure } from './measure.ts'
import type { Visitor } from './visitor.ts'

declare global {
  interface Window {
    media: StageMedia
    join(options: { session: string; backstage: boolean }): StageMedia
  }
}

/** The media layer alone on an empty page: what it receives is measured below everything that draws it. */
export interface MediaPage {
  readonly page: Page
  state(): Promise<StageMediaState>
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
  { page, problems }: Visitor,
  where: { session: string; backstage: boolean },
): Promise<MediaPage> {
  const script = await (bundle ??= bundled())
  await measure(page)
  // A page of the server itself: one made up here would count as foreign, and may not talk to this machine.
  await page.goto('/healthz')
  await page.evaluate(`${script}; window.join = stage.createStageMedia`)
  await page.evaluate((options) => void (window.media = window.join(options)), where)
  // Pictures come when something shows them.
  await page.evaluate(showPictures)
  return {
    page,
    problems,
    state: () => page.evaluate(() => JSON.parse(JSON.stringify(window.media.getState())) as StageMediaState),
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
