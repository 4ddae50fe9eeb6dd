/** A DynamoDB in memory that says where it listens, and how often it was asked for what. */
import dynalite from 'dynalite'

let asked = {}
const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
server.prependListener('request', (request) => {
  const action = String(request.headers['x-amz-target']).split('.')[1]
  let body = ''
  request.on('data', (chunk) => {
    body += chunk
  })
  request.on('end', () => {
    const { TableName, RequestItems = {} } = JSON.parse(body)
    const name = `${action} ${TableName ?? Object.keys(RequestItems).join(' ')}`
    asked[name] = (asked[name] ?? 0) + 1
  })
})
process.on('message', () => {
  process.send?.(asked)
  asked = {}
})
process.on('disconnect', () => process.exit())
server.listen(0, '127.0.0.1', () => process.send?.({ port: server.address().port }))
