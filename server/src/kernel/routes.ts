import type { Request, Response } from 'express'
import type { Actor } from './feature.ts'
import type { Limits } from './limits.ts'

/**
 * Who may call a route at all; finer rights are checked inside, by the feature's policy. A 'machine' (a webhook) proves
 * itself by a signature that the handler checks over the body, which it gets as the text it came as; cookies are not
 * looked at, so a browser cannot be tricked into it.
 */
export type Caller = 'anyone' | 'signed-in' | 'machine'

export interface RouteCall<Who extends Caller = Caller> {
  readonly actor: Who extends 'signed-in' ? Actor : Actor | undefined
  readonly request: Request
  readonly response: Response
}

/** A limit of its own, for what costs more than reading. */
export type RouteRate = keyof Pick<Limits, 'mediaTokens' | 'exports'>

export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'delete'
  readonly path: string
  readonly who: Caller
  /** How often one person may call it. */
  readonly rate?: RouteRate
  /** Returns the JSON to answer with, or undefined when it has answered itself. Throws `Failure` like a command. */
  readonly handle: (call: RouteCall) => Promise<unknown>
}

export function route<Who extends Caller>(
  method: Route['method'],
  path: string,
  who: Who,
  handle: (call: RouteCall<Who>) => Promise<unknown>,
): Route {
  // The HTTP door calls a 'signed-in' route with an actor only.
  return { method, path, who, handle: handle as Route['handle'] }
}
