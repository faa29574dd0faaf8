import fs from 'node:fs'
import path from 'node:path'
import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'

/** Camera and microphone are Chromium's own moving picture and beeps; media may travel over the loopback interface. */
const media = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--allow-loopback-in-peer-connection',
  '--autoplay-policy=no-user-gesture-required',
]
const machine = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--mute-audio',
  '--disable-background-networking',
]
const names = ['chromium', 'chromium-browser', 'google-chrome']

/** A real browser: the one on the PATH, else the one that comes from npm. */
export async function openBrowser(): Promise<Browser> {
  const installed = names
    .flatMap((name) => (process.env['PATH'] ?? '').split(path.delimiter).map((it) => path.join(it, name)))
    .find((it) => fs.existsSync(it))
  if (installed) return chromium.launch({ executablePath: installed, args: [...machine, ...media] })
  const { default: packed } = await import('@sparticuz/chromium')
  const ours = packed.args.filter(
    (it) => !it.startsWith('--headless') && !it.startsWith('--disable-features'),
  )
  return chromium.launch({
    executablePath: await packed.executablePath(),
    args: [...new Set([...ours, ...machine, ...media])],
  })
}
