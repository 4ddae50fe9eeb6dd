import {
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  InternalServerError,
  ProvisionedThroughputExceededException,
  ReplicatedWriteConflictException,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb'
import type { Item } from './stored.ts'

const REFUSED = { httpStatusCode: 400 }

/**
 * The store sent what this model does not know. It is never an answer of DynamoDB: the model has to
 * learn it first, or it would be judged by guesswork.
 */
export class Unmodelled extends TypeError {
  override readonly name = 'Unmodelled'
}

export function validationFailed(message: string): Error {
  const name = 'ValidationException'
  return new DynamoDBServiceException({ name, message, $fault: 'client', $metadata: REFUSED })
}

export function conditionFailed(item: Item | undefined): Error {
  const message = 'The conditional request failed'
  const told = item === undefined ? {} : { Item: { ...item } }
  return new ConditionalCheckFailedException({ message, $metadata: REFUSED, ...told })
}

export function tableNotFound(name: string): Error {
  const message = `Requested resource not found: Table: ${name} not found`
  return new ResourceNotFoundException({ message, $metadata: REFUSED })
}

export function throttled(): Error {
  const message = 'The level of configured provisioned throughput for the table was exceeded.'
  return new ProvisionedThroughputExceededException({ message, $metadata: REFUSED })
}

export function serverFailed(): Error {
  return new InternalServerError({
    message: 'Internal server error',
    $metadata: { httpStatusCode: 500 },
  })
}

export function conflicted(): Error {
  const message = 'The item is being modified by a request in another Region.'
  return new ReplicatedWriteConflictException({ message, $metadata: REFUSED })
}

export function lineBroken(code: 'ECONNRESET' | 'ECONNREFUSED'): Error {
  return Object.assign(new Error(`${code}, in the simulation`), { code })
}
