/** A fresh Node process that does what Lambda's runtime does: loads a bundle, hands it events. */
const { handler } = await import(process.argv[2] ?? '')

process.on('message', async ({ id, event }) => {
  try {
    process.send?.({ id, result: await handler(event) })
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? error.stack : String(error) })
  }
})
process.send?.({ id: 0, result: null })
