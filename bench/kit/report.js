/** Renders what the sections found as Markdown. */
export function renderReport({ machine, command, sections, tookMs }) {
  const goals = sections.flatMap((section) => section.goals)
  return [
    '# Results',
    '',
    `Written by \`${command}\` in ${Math.round(tookMs / 60_000)} minutes; how to read it: ` +
      '[README.md](README.md).',
    '',
    table(['machine', ''], machine),
    '',
    '## Goals',
    '',
    table(['what', 'goal', 'measured', 'reached'], goals.map(goalRow)),
    ...sections.flatMap(renderSection),
    '',
  ].join('\n')
}

/** `part`: the command that measures this part alone. */
export function renderSection({ title, name, notes, tables, part = 'npm run bench' }) {
  return [
    '',
    `## ${title}`,
    '',
    ...notes.flatMap((note) => [...wrap(note), '']),
    ...tables.flatMap(({ columns, rows }) => [table(columns, rows), '']),
    `\`${part} -- --only ${name}\``,
  ]
}

export function goalRow({ what, goal, measured, met }) {
  return [what, goal, measured, met === null ? '' : met ? 'yes' : 'no']
}

function table(columns, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n')
}

function wrap(text) {
  const lines = ['']
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`.trim()
    if (longer.length <= 96) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}
