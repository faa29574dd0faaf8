import type { Page } from 'playwright-core'

interface Received {
  /** Pictures that were decoded. */
  readonly frames: number
  /** Of sound, over the line. */
  readonly packets: number
  /** What went to the loudspeakers: the energy of what was played. */
  readonly sound: number
}

/** Before the page is opened: what it receives can be measured from then on, below everything that draws it. */
export async function measure(page: Page): Promise<void> {
  await page.addInitScript(listenIn)
}

const lookEveryMs = 250

/** What came within this time, or until it is enough. */
export async function receives(
  page: Page,
  ms: number,
  isEnough: (came: Received) => boolean = () => false,
): Promise<Received> {
  const before = await page.evaluate(() => window.came())
  const end = performance.now() + ms
  for (;;) {
    await page.waitForTimeout(Math.min(lookEveryMs, Math.max(0, end - performance.now())))
    const after = await page.evaluate(() => window.came())
    const came = {
      frames: after.frames - before.frames,
      packets: after.packets - before.packets,
      sound: after.sound - before.sound,
    }
    if (isEnough(came) || performance.now() >= end) return came
  }
}

/** Whether what somebody sees on the stage moves: the pictures are looked at twice. */
export async function sees(page: Page): Promise<boolean> {
  const before = await page.evaluate(lookAtPictures)
  await page.waitForTimeout(600)
  const after = await page.evaluate(lookAtPictures)
  const lit = after.filter((it) => it > 8).length
  const changed = after.filter((it, n) => Math.abs(it - (before[n] ?? 0)) > 8).length
  return lit > 20 && changed > 3
}

/** Asks until it is true; how long that took. */
export async function until(
  what: string,
  condition: () => Promise<boolean>,
  limitMs = 20_000,
): Promise<number> {
  const start = Date.now()
  while (!(await condition())) {
    if (Date.now() - start > limitMs) throw new Error(`not within ${limitMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return Date.now() - start
}

const isHeard = ({ sound }: Received) => sound > 1e-4
/** Longer than the pause between two beeps of the browser's microphone. */
const aWhileMs = 1_500

/** Sound comes out of the page, and not only over the line. */
export const hears = async (page: Page): Promise<boolean> => isHeard(await receives(page, aWhileMs, isHeard))
/** Neither frames nor sound come, for a while: not a packet. */
export async function receivesNothing(page: Page): Promise<boolean> {
  const isSomething = ({ frames, packets, sound }: Received) => frames > 0 || packets > 0 || sound >= 1e-6
  return !isSomething(await receives(page, aWhileMs, isSomething))
}
/** There is sound, and for a while not one picture. */
export async function hearsOnly(page: Page): Promise<boolean> {
  const came = await receives(page, aWhileMs, ({ frames }) => frames > 0)
  return came.frames === 0 && isHeard(came)
}

declare global {
  interface Window {
    came(): Promise<Received>
  }
}

/** LiveKit keeps its connections to itself, and the page its speakers; the browser can be asked all the same. */
function listenIn(): void {
  const connections = new Set<RTCPeerConnection>()
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      connections.add(this)
    }
  }

  const connect = Reflect.get(AudioNode.prototype, 'connect') as (...all: unknown[]) => unknown
  let sound = 0
  const taps = new WeakMap<BaseAudioContext, AnalyserNode>()
  const tapOf = (context: BaseAudioContext): AnalyserNode => {
    const known = taps.get(context)
    if (known) return known
    const tap = context.createAnalyser()
    // With nothing to play it would not be asked, and go on telling of the last sound.
    const still = context.createConstantSource()
    still.offset.value = 0
    connect.call(still, tap)
    still.start()
    const samples = new Float32Array(tap.fftSize)
    setInterval(() => {
      tap.getFloatTimeDomainData(samples)
      sound += samples.reduce((sum, it) => sum + it * it, 0) / samples.length
    }, 40)
    taps.set(context, tap)
    return tap
  }
  Reflect.set(AudioNode.prototype, 'connect', function (this: AudioNode, ...all: unknown[]) {
    if (all[0] instanceof AudioDestinationNode) connect.call(this, tapOf(this.context))
    return connect.apply(this, all)
  })

  window.came = async () => {
    const sum = { frames: 0, packets: 0, sound }
    for (const it of connections)
      for (const one of (await it.getStats()).values() as Iterable<Record<string, unknown>>) {
        if (one['type'] !== 'inbound-rtp') continue
        sum.frames += Number(one['framesDecoded'] ?? 0)
        sum.packets += one['kind'] === 'audio' ? Number(one['packetsReceived'] ?? 0) : 0
      }
    return sum
  }
}

/** The brightness of a few points of every picture on the stage. */
function lookAtPictures(): number[] {
  const canvas = document.createElement('canvas')
  canvas.width = 16
  canvas.height = 9
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  if (!pen) return []
  return [...document.querySelectorAll<HTMLVideoElement>('.tiles video')].flatMap((video) => {
    pen.clearRect(0, 0, 16, 9)
    pen.drawImage(video, 0, 0, 16, 9)
    const { data } = pen.getImageData(0, 0, 16, 9)
    return Array.from({ length: 16 * 9 }, (_, n) => data[n * 4 + 1] ?? 0)
  })
}
