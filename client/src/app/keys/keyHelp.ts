import { createStore } from 'zustand/vanilla'

export const keyHelp = createStore<{ isOpen: boolean }>(() => ({ isOpen: false }))
export const showKeyHelp = (): void => keyHelp.setState({ isOpen: true })
export const hideKeyHelp = (): void => keyHelp.setState({ isOpen: false })
