import { afterAll, beforeAll } from 'vitest'
import { startDynamodb } from './dynamodb-process.ts'
import { type Functions, startFunctions } from './functions.ts'
import { type InputTarget, inputTarget } from './input-target.ts'

/** The bundled functions behind a gateway, from before the first test to after the last. */
export function useInputFunctions(): InputTarget {
  const endings: (() => Promise<void> | void)[] = []
  const ends = (end: () => Promise<void> | void) => void endings.unshift(end)
  let functions: Functions | undefined
  beforeAll(async () => {
    const { functionVariables } = await startDynamodb(ends)
    functions = await startFunctions(functionVariables, ends)
  })
  afterAll(async () => {
    for (const end of endings) await end()
  })
  return inputTarget(true, () => {
    if (functions === undefined) throw new Error('the functions have not started')
    return { ...functions, port: Number(new URL(functions.url).port) }
  })
}
