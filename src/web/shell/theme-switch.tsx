import { useSyncExternalStore } from 'react'
import { Select } from '../parts/select.tsx'
import { THEMES, theme } from './theme.ts'

const WORDS = { system: 'System theme', light: 'Light', dark: 'Dark' } as const

export function ThemeSwitch() {
  const chosen = useSyncExternalStore(theme.subscribe, theme.read)
  return (
    <Select
      label="Theme"
      hideLabel
      value={chosen}
      options={THEMES.map((each) => [each, WORDS[each]] as const)}
      onValue={(value) => theme.choose(THEMES.find((each) => each === value) ?? 'system')}
    />
  )
}
