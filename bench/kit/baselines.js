import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startProgram } from './program.js'
import { tempDir } from './temp-dir.js'
import { pause } from './wait-until.js'

const BARE = fileURLToPath(new URL('./bare-server.js', import.meta.url))
const NGINX_PATH = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/bin/nginx'].find(existsSync)

/** Its name in tables. */
export const NGINX = 'nginx return 202'

/** `room`: "http", or "net" for the least that a server on Node's sockets can do. */
export async function startBare(room) {
  const program = await startProgram(process.execPath, [BARE, room], { says: /listens on (\S+)/ })
  return { name: `bare node:${room}`, url: program.said[1], program }
}

/** One worker in one process, like the others; null where nginx is not installed. */
export async function startNginx() {
  if (NGINX_PATH === undefined) return null
  const dir = tempDir()
  const port = await freePort()
  writeFileSync(join(dir, 'nginx.conf'), configuration(dir, port))
  const args = ['-c', join(dir, 'nginx.conf'), '-p', dir, '-e', join(dir, 'error')]
  const program = await startProgram(NGINX_PATH, args)
  await pause(500)
  return { name: NGINX, url: `http://127.0.0.1:${port}`, program }
}

function configuration(dir, port) {
  return `daemon off; master_process off; pid ${dir}/pid; error_log ${dir}/error;
events { worker_connections 2048; }
http {
  access_log off; keepalive_requests 1000000000;
  client_body_temp_path ${dir}; proxy_temp_path ${dir}; fastcgi_temp_path ${dir};
  uwsgi_temp_path ${dir}; scgi_temp_path ${dir};
  server { listen 127.0.0.1:${port}; location / { return 202; } }
}
`
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}
