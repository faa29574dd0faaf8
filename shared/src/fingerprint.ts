/**
 * Of the wire as it stands: a client says it when it connects, and one built for another wire is told to reload. Written
 * by `npm run fix` when a contract has changed; a test sees to it that the two agree.
 */
export const protocolFingerprint = '647611157bd1d8ae'
