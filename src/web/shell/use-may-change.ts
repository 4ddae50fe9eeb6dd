import { useSession } from './session.tsx'

/** May this person change things, or read only? */
export function useMayChange(): boolean {
  return useSession().scopes.includes('admin')
}
