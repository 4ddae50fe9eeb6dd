import { type Html, html } from './html.ts'

export const STYLE_PATH = '/docs/style.css'

/** A whole page of ours: no scripts, nothing from elsewhere. */
export function page(title: string, body: Html): Response {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="stylesheet" href="${STYLE_PATH}">
</head>
<body>
<header><a class="brand" href="/">Flatline</a> <a href="/docs">Documentation</a>
<a href="/docs/reference/api">API</a></header>
<main>
${body}
</main>
</body>
</html>
`
  return new Response(document.text, { headers: { 'content-type': 'text/html; charset=utf-8' } })
}
