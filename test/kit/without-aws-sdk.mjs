/** Preloaded, it lets a program run as if the optional packages had not been installed. */
import { register } from 'node:module'

const HOOKS = `export async function resolve(specifier, context, next) {
  if (!specifier.startsWith('@aws-sdk/')) return next(specifier, context)
  const error = new Error("Cannot find package '" + specifier + "'")
  throw Object.assign(error, { code: 'ERR_MODULE_NOT_FOUND' })
}`
register(`data:text/javascript,${encodeURIComponent(HOOKS)}`)
