/** Takes secrets out of text that came from elsewhere, in plain and in base64. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= 3)
    .flatMap((secret) => [secret, Buffer.from(secret).toString('base64')])
    .reduce((clean, secret) => clean.replaceAll(secret, '***'), text)
}
