/** Some DynamoDBs in memory, on ports of loopback that the parent is told. Ends with its parent. */
import { once } from 'node:events'
import dynalite from 'dynalite'

const OPTIONS = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 }

const ports = []
for (let left = Number(process.argv[2]); left > 0; left--) {
  const server = dynalite(OPTIONS)
  server.listen(0, '127.0.0.1')
  if (!server.listening) await once(server, 'listening')
  ports.push(server.address().port)
}
process.on('disconnect', () => process.exit(0))
process.send(ports)
