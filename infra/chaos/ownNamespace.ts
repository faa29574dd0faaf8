/* What is done to a whole machine's network or disks is done in one of this command's own, where it reaches nobody else. */

const marker = 'ROSTRUM_OWN_NAMESPACE'

/** Begins this command anew with a network, or with mounts, of its own; comes back in there alone. */
export function enterOwn(namespace: 'net' | 'mount'): void {
  if (process.env[marker] !== undefined) return
  // Whoever is not root stays who they are and may change what is in there: PostgreSQL does not run as root.
  const as = process.getuid?.() === 0 ? [] : ['--map-current-user', '--keep-caps']
  const again = ['env', 'unshare', `--${namespace}`, ...as, process.execPath, ...process.argv.slice(1)]
  process.execve?.('/usr/bin/env', again, { ...process.env, [marker]: namespace })
}
