/** The session fills the screen, with its controls and its panel: a picture alone could not be asked anything. */
export function toggleFullScreen(): void {
  const done = document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen()
  done.catch(() => {}) // phones that have none, or a browser that was told no
}
