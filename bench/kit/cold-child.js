/**
 * One cold start: loads the handler at argv[2], hands it the event in argv[3] twice, and prints
 * when it had loaded and answered, in ms since this process started.
 */
const [, , path, event] = process.argv
const { handler } = await import(path)
const loadedMs = performance.now()
const first = await handler(JSON.parse(event))
const firstMs = performance.now()
const second = await handler(JSON.parse(event))
const secondMs = performance.now() - firstMs
const statuses = [first.statusCode, second.statusCode]
process.stdout.write(`\nmeasured ${JSON.stringify({ loadedMs, firstMs, secondMs, statuses })}\n`)
process.exit()
