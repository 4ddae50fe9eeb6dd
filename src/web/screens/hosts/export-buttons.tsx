import { useState } from 'react'
import type { Host } from '../../../contract/host.ts'
import { client } from '../../live/client.ts'
import { Button } from '../../parts/button.tsx'
import { countWords } from '../../parts/count-words.ts'
import { problemWords } from '../../parts/problem-words.ts'
import { toastList } from '../../parts/toast-list.ts'
import { csvText } from './csv-text.ts'
import { type HostFilters, hostsQuery } from './host-filters.ts'

const LIMIT = 1_000
const FORMATS = {
  CSV: { type: 'text/csv', name: 'hosts.csv', textOf: csvText },
  NDJSON: {
    type: 'application/x-ndjson',
    name: 'hosts.ndjson',
    textOf: (hosts: readonly Host[]) => hosts.map((each) => `${JSON.stringify(each)}\n`).join(''),
  },
} as const

/** Saves all hosts that the filters leave, not only those that are loaded. */
export function ExportButtons({ filters }: { filters: HostFilters }) {
  const [read, setRead] = useState<number | null>(null)
  const save = async ({ type, name, textOf }: (typeof FORMATS)[keyof typeof FORMATS]) => {
    const hosts: Host[] = []
    setRead(0)
    try {
      for await (const page of client.pages(client.hosts.list, hostsQuery(filters, LIMIT))) {
        hosts.push(...page)
        setRead(hosts.length)
      }
      download(new Blob([textOf(hosts)], { type }), name)
      toastList.say(`Saved ${countWords(hosts.length)} hosts to ${name}.`)
    } catch (error) {
      toastList.say(`Not saved: ${problemWords(error).what}`)
    }
    setRead(null)
  }
  if (read !== null) return <p className="text-soft">Reading … {countWords(read)}</p>
  return (
    <>
      <Button onClick={() => save(FORMATS.CSV)}>Export CSV</Button>
      <Button onClick={() => save(FORMATS.NDJSON)}>NDJSON</Button>
    </>
  )
}

function download(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
