import { seededEntropy } from '../../test/kit/seeded-entropy.ts'
import type { Caller, DynamodbModel, ModelOptions } from './model.ts'
import { modelDynamodb } from './model.ts'

/** A model in which nothing takes time or fails, but for what is given. */
export function steadyModel(options: Partial<ModelOptions> = {}): DynamodbModel {
  const draw = seededEntropy(1).jitter
  return modelDynamodb({ now: () => Date.now(), draw, wait: async () => {}, ...options })
}

export function callerIn(region: string, process = 'a'): Caller {
  return { region, process, wait: async () => {} }
}
