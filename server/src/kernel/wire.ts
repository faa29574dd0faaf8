/**
 * How nodes call to each other. It may lose what is said, double it, or bring what others say who have found the way in:
 * whoever listens believes nothing and has a net below.
 */
export interface NodeWire {
  /** False: nobody can be reached this way now. */
  tell(topic: string, text: string): boolean
  /** Hears everybody, oneself too. Returns its undo. */
  hear(topic: string, listener: (text: string) => void): () => void
}
