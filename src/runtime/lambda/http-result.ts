import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { Answer } from '../../api/problem-answer.ts'

export type HttpEvent = APIGatewayProxyEventV2
export type HttpResult = APIGatewayProxyStructuredResultV2

/**
 * Handles one event of an HTTP API or a Function URL, payload format 2.0. Never rejects.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export type HttpHandler = (event: HttpEvent) => Promise<HttpResult>

export function httpResult({ status, headers, body }: Answer): HttpResult {
  return { statusCode: status, headers: { ...headers }, body, isBase64Encoded: false }
}
