import fs from 'node:fs'

/** What Linux counts processor time in. */
const tickMs = 10

/** Milliseconds of processor time of a process and of those it has started, as a database's are (Linux only, else 0). */
export function processorTimeOf(parent: number): number {
  if (!fs.existsSync('/proc')) return 0
  const pids = fs.readdirSync('/proc').filter((it) => /^\d+$/.test(it))
  return pids.reduce((sum, pid) => sum + timeOf(pid, parent), 0)
}

function timeOf(pid: string, parent: number): number {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [, startedBy, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (Number(pid) !== parent && Number(startedBy) !== parent) return 0
    return (Number(fields[9]) + Number(fields[10])) * tickMs // utime and stime
  } catch {
    return 0 // it has just ended
  }
}
