import type { Command } from 'commander'
import type { AuditLine } from '../../contract/audit-line.ts'
import { openClient } from '../connect/open-client.ts'
import type { Io } from '../terminal/io.ts'
import { agoCell } from './cells.ts'
import { type Column, type ListOptions, printList } from './print-list.ts'
import { addList, addResource } from './verbs.ts'

const COLUMNS: readonly Column<AuditLine>[] = [
  { title: 'when', cell: (line, view) => agoCell(line.at, view) },
  { title: 'key', cell: (line) => line.keyName },
  { title: 'from', cell: (line) => line.from },
  { title: 'action', cell: (line) => line.action },
  { title: 'target', cell: (line) => line.target },
  { title: 'status', align: 'right', cell: (line) => String(line.status) },
]

export function addAudit(program: Command, io: Io): void {
  const audit = addResource(program, 'audit', 'show who changed what, when, and from where', [
    'list --limit 20',
    'list --all --json',
  ])
  addList(audit, 'list changes, newest first').action(async (options: ListOptions) => {
    const client = await openClient(io)
    await printList(io, options, {
      client,
      fetchPage: client.audit.list,
      filters: {},
      columns: COLUMNS,
      things: 'changes',
    })
  })
}
