import type {
  DeleteItemCommandInput,
  PutItemCommandInput,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb'
import { type Bindings, bind, holds } from './bindings.ts'
import { type Condition, type Parsed, parseCondition, parseUpdate } from './grammar.ts'
import { type Key, keyOf, namesOf } from './keys.ts'
import { conditionFailed, conflicted, validationFailed } from './refusals.ts'
import { assertKnown, type Desk } from './serve.ts'
import { type Item, type Stored, toStored } from './stored.ts'

type Conditional = Pick<
  PutItemCommandInput,
  'ConditionExpression' | 'ExpressionAttributeValues' | 'ReturnValuesOnConditionCheckFailure'
>

export function answerPut(desk: Desk, input: PutItemCommandInput): object {
  const key = keyOf(desk.table.site.definition, input.Item, false)
  const condition = conditionOf(input)
  const bindings = bind(input, [condition])
  const stored = toStored(input.Item ?? {})
  assertCondition(desk, key, { input, condition, bindings })
  write(desk, key, stored)
  return {}
}

export function answerDelete(desk: Desk, input: DeleteItemCommandInput): object {
  const key = keyOf(desk.table.site.definition, input.Key, true)
  const condition = conditionOf(input)
  const bindings = bind(input, [condition])
  assertCondition(desk, key, { input, condition, bindings })
  write(desk, key, undefined)
  return {}
}

/** Makes the item if there is none, even if it has nothing to set. */
export function answerUpdate(desk: Desk, input: UpdateItemCommandInput): object {
  const { definition } = desk.table.site
  assertKnown('ReturnValues', input.ReturnValues, 'ALL_OLD')
  const key = keyOf(definition, input.Key, true)
  const condition = conditionOf(input)
  const update = input.UpdateExpression === undefined ? null : parseUpdate(input.UpdateExpression)
  const bindings = bind(input, [condition, update])
  const { set = [], remove = [] } = update?.tree ?? {}
  const paths = [...set.map(({ path }) => path), ...remove].map((path) => bindings.name(path))
  const fixed = paths.find((path) => namesOf(definition).includes(path))
  if (fixed !== undefined) {
    throw validationFailed(`Cannot update attribute ${fixed}. This attribute is part of the key`)
  }
  const before = assertCondition(desk, key, { input, condition, bindings })
  const next = { ...(before?.item ?? key.item) }
  for (const path of remove) delete next[bindings.name(path)]
  for (const { path, value } of set) next[bindings.name(path)] = bindings.value(value)
  write(desk, key, toStored(next))
  if (input.ReturnValues === undefined || before === undefined) return {}
  return { Attributes: { ...before.item } }
}

interface Check {
  readonly input: Conditional
  readonly condition: Parsed<Condition> | null
  readonly bindings: Bindings
}

function conditionOf({ ConditionExpression }: Conditional): Parsed<Condition> | null {
  return ConditionExpression === undefined ? null : parseCondition(ConditionExpression)
}

/** Returns what is stored now. Conditions see the latest version, in every region. */
function assertCondition(desk: Desk, key: Key, check: Check): Stored | undefined {
  const { ReturnValuesOnConditionCheckFailure: told } = check.input
  assertKnown('ReturnValuesOnConditionCheckFailure', told, 'ALL_OLD')
  const { table, region } = desk
  const isStruck = table.isContested(key, region) && desk.draw() < desk.conflictChance
  if (isStruck) throw conflicted()
  const now: Item | undefined = table.see(table.cellOf(key), true)?.item
  if (check.condition !== null && !holds(check.condition.tree, now, check.bindings)) {
    throw conditionFailed(told === undefined ? undefined : now)
  }
  return table.cellOf(key)?.stored
}

function write(desk: Desk, key: Key, stored: Stored | undefined): void {
  const { table, region, now, busyMs } = desk
  const before = table.see(table.cellOf(key), true)
  table.write(key, stored, { region, until: now + busyMs })
  if (before !== undefined || stored !== undefined) desk.changed(before?.item, stored?.item)
}
