/* The plenary seen from above: the figure of the house. */

const rows = [
  { radius: 26, seats: 9 },
  { radius: 38, seats: 13 },
  { radius: 50, seats: 17 },
]

const seats = rows.flatMap(({ radius, seats: count }) =>
  Array.from({ length: count }, (_, seat) => {
    const angle = Math.PI * (1 - seat / (count - 1))
    return { x: 60 + radius * Math.cos(angle), y: 58 - radius * Math.sin(angle) }
  }),
)

export function Hemicycle() {
  return (
    <svg className="hemi" viewBox="0 0 120 64" aria-hidden="true">
      {seats.map(({ x, y }) => (
        <circle key={`${x} ${y}`} cx={x.toFixed(1)} cy={y.toFixed(1)} r="3.2" />
      ))}
    </svg>
  )
}

/** The whole plenary, nine rows deep: for large, quiet grounds. */
const plenary = Array.from({ length: 9 }, (_, row) => {
  const radius = 40 + 12 * row
  const count = Math.round((Math.PI * radius) / 12.2) + 1
  return Array.from({ length: count }, (_seat, seat) => {
    const angle = Math.PI * (1 - seat / (count - 1))
    return { x: 140.2 + radius * Math.cos(angle), y: 140.2 - radius * Math.sin(angle) }
  })
}).flat()

export function Plenary() {
  return (
    <svg className="hemi" viewBox="0 0 280 144" aria-hidden="true">
      {plenary.map(({ x, y }) => (
        <circle key={`${x} ${y}`} cx={x.toFixed(1)} cy={y.toFixed(1)} r="3.2" />
      ))}
    </svg>
  )
}

/** Rostrum's mark: two rows of the plenary, and the rostrum. */
export function Mark() {
  return (
    <svg viewBox="0 0 40 40" aria-hidden="true">
      <g fill="none" stroke="currentColor" strokeWidth="3.2" strokeLinecap="round">
        <path d="M4 27a16 16 0 0 1 32 0" />
        <path d="M10.5 27a9.5 9.5 0 0 1 19 0" opacity=".6" />
      </g>
      <path d="M16 34.5 17.2 25h5.6L24 34.5z" fill="var(--accent)" />
    </svg>
  )
}
