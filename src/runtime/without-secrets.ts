export const REDACTED = '[redacted]'

/** Strikes out API keys, webhook secrets and passwords in URLs, but not that of our example. */
export function withoutSecrets(text: string): string {
  return text
    .replaceAll(/\bfl_([0-9A-Za-z]{8})_[0-9A-Za-z]{20,}/g, `fl_$1_${REDACTED}`)
    .replaceAll(/\bwhsec_[A-Za-z0-9+/=_-]{8,}/g, `whsec_${REDACTED}`)
    .replaceAll(/(\b[a-z][a-z0-9+.-]*:\/\/)(?!user:password@)[^\s/@"]+@/gi, `$1${REDACTED}@`)
}
