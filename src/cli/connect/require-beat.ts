import type { Client } from '../../contract/client.ts'
import { ContractError } from '../../contract/contract-error.ts'

/**
 * Throws what a heartbeat would meet, without sending one: the server looks at the key before the
 * body, so that "the body is empty" means that the key may beat.
 */
export async function requireBeat(client: Client): Promise<void> {
  try {
    await client.request('POST', '/v1/heartbeat', { body: '' })
  } catch (error) {
    if (!(error instanceof ContractError) || error.problem.code !== 'empty_body') throw error
  }
}
