import { describe, expect, it } from 'vitest'
import { cronLine } from '../../contract/install/cron.ts'
import { heartbeatLines, judgeCrontab } from './judge-crontab.ts'

const CURL = 'curl -m 10 -d x https://example.com/v1/heartbeat'
const judge = (crontab: string) => judgeCrontab(crontab, 'your crontab').map(({ what }) => what)

describe('the crontab', () => {
  it('has nothing wrong with the published line', () => {
    const { text } = cronLine({ url: 'https://example.com', key: 'KEY' })
    expect(judge(text)).toEqual([])
    expect(heartbeatLines(text)).toHaveLength(1)
  })

  it.each([
    [`* * * * * sleep $((5 % 3)); ${CURL}`, 'bare %'],
    [`* * * * * ${CURL} -d $HOSTNAME`, '$HOSTNAME, which is empty'],
    [`* * * * * ${CURL} -d "\${HOSTNAME}"`, '$HOSTNAME, which is empty'],
    [`* * * * * sleep $((RANDOM + $RANDOM)); ${CURL}`, '$RANDOM, which is empty'],
    ['* * * * * curl https://example.com/v1/hearbeat', 'without a time limit'],
    ['* * * * * flatline beat --site $HOSTNAME', '$HOSTNAME, which is empty'],
  ])('finds the fault in %s', (line, fault) => {
    expect(judge(line).join()).toContain(fault)
  })

  it.each([
    `SHELL=/bin/bash\n* * * * * ${CURL} -d $HOSTNAME $RANDOM`,
    `HOSTNAME=till-1\n* * * * * ${CURL} -d $HOSTNAME`,
    `* * * * * ${CURL} -d $HOSTNAMES \\%`,
    `# * * * * * ${CURL} -d $HOSTNAME % `,
    '* * * * * date +%s > /tmp/x # not ours',
  ])('finds nothing wrong with %j', (crontab) => {
    expect(judge(crontab)).toEqual([])
  })
})
