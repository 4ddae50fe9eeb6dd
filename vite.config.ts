import tailwindcss from '@tailwindcss/vite'
import { defineConfig } from 'vite'

/** Where `vite` sends what is not the dashboard: a Flatline that was started by itself. */
const SERVER = 'http://127.0.0.1:8080'

export default defineConfig({
  root: 'src/web',
  plugins: [tailwindcss()],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: ['chrome123', 'edge123', 'firefox128', 'safari17.5'],
    /** The policy of the server runs no inline script and loads no `data:` URL but images. */
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(['/v1', '/docs', '/openapi.json'].map((path) => [path, SERVER])),
  },
})
