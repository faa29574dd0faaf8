import fs from 'node:fs'
import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { Platform } from './platform.ts'

const shots = path.resolve(import.meta.dirname, '../../.data/shots')
const isOurs = (url: string) =>
  !/^(?:https?|wss?):/.test(url) || /^(?:localhost|.+\.localhost|127\.0\.0\.1)$/.test(new URL(url).hostname)

export interface Screen {
  readonly width?: number
  readonly height?: number
  readonly dark?: boolean
  readonly locale?: 'en' | 'fr' | 'ar'
  readonly touch?: boolean
}

export interface Visitor {
  readonly page: Page
  readonly context: BrowserContext
  goTo(path: string): Promise<void>
  /** What should not have happened: errors on the console, requests to other hosts, scripts that were let in. */
  problems(): readonly string[]
  /** What axe finds on the present screen, one line each. */
  axe(): Promise<readonly string[]>
  /** Controls that somebody on this screen cannot reach whole. */
  cutOff(): Promise<readonly string[]>
  shot(name: string): Promise<void>
  /** A picture of it, and what is wrong with the present screen: what axe finds and what cannot be reached. */
  inspect(name: string): Promise<readonly string[]>
}

/** Somebody in a browser of their own; without an address, somebody who is not signed in. */
export async function visit(
  browser: Browser,
  platform: Platform,
  email?: string,
  screen: Screen = {},
): Promise<Visitor> {
  const { width = 1440, height = 900, dark = false, locale = 'en', touch = width < 600 } = screen
  const context = await browser.newContext({
    baseURL: platform.address,
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    locale,
    hasTouch: touch,
    permissions: ['camera', 'microphone'],
    reducedMotion: 'reduce',
  })
  if (email)
    await context.addCookies([{ ...(await platform.signIn(email)), url: platform.address, httpOnly: true }])
  const page = await context.newPage()
  const problems = await watch(page)
  const visitor: Visitor = {
    page,
    context,
    async goTo(to) {
      await page.goto(to, { waitUntil: 'domcontentloaded' })
    },
    problems: () => problems,
    async axe() {
      const { violations } = await new AxeBuilder({ page }).analyze()
      return violations.flatMap((it) =>
        it.nodes.map((node) => `${it.id}: ${node.target.join(' ')}: ${it.help}`),
      )
    },
    cutOff: async () => (await page.evaluate(findCutOff)).map((it) => `cut off: ${it}`),
    async shot(name) {
      fs.mkdirSync(shots, { recursive: true })
      await page.screenshot({ path: path.join(shots, `${name}.png`), animations: 'disabled' })
    },
    async inspect(name) {
      await visitor.shot(name)
      return [...(await visitor.axe()), ...(await visitor.cutOff())]
    },
  }
  return visitor
}

/** The traps: every page of every journey runs with them. */
async function watch(page: Page): Promise<readonly string[]> {
  const problems: string[] = []
  page.on('console', (it) => {
    if (it.type() === 'error') problems.push(`console: ${it.text()} (${it.location().url})`)
  })
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`))
  page.on('request', (it) => {
    if (!isOurs(it.url())) problems.push(`foreign request: ${it.url()}`)
  })
  page.on('websocket', (it) => {
    if (!isOurs(it.url())) problems.push(`foreign socket: ${it.url()}`)
  })
  page.on('dialog', (it) => {
    problems.push(`a script was let in: ${it.type()} ${it.message()}`)
    void it.dismiss()
  })
  await page.exposeFunction('__xss', (what: unknown) => problems.push(`a script was let in: ${String(what)}`))
  return problems
}

/** Runs in the page: controls that stand out of the screen sideways, or are clipped by what they stand in. */
function findCutOff(): string[] {
  const selector = 'button, a[href], input, select, textarea, [role=tab], [role=switch], [role=menuitem]'
  const isClipping = (it: Element) => /hidden|clip/.test(getComputedStyle(it).overflowX)
  const clippedBy = (control: Element, box: DOMRect): boolean => {
    for (let it = control.parentElement; it; it = it.parentElement) {
      const edge = it.getBoundingClientRect()
      if (/auto|scroll/.test(getComputedStyle(it).overflowX)) return false // it can be scrolled into sight
      if (isClipping(it) && (box.left < edge.left - 1 || box.right > edge.right + 1)) return true
    }
    return box.left < -1 || box.right > document.documentElement.clientWidth + 1
  }
  return [...document.querySelectorAll(selector)]
    .filter((it) => it.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    .filter((it) => {
      const box = it.getBoundingClientRect()
      const isHiddenText = box.width <= 1 || box.height <= 1 // only for screen readers
      return !isHiddenText && clippedBy(it, box)
    })
    .map(
      (it) =>
        `${it.tagName.toLowerCase()} ${(it.getAttribute('aria-label') ?? it.textContent).trim().slice(0, 40)}`,
    )
}
