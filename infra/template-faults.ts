import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate'

/**
 * What CloudFormation's own schemas and rules say against the templates in a folder, one line per
 * fault. Offline. A template that could not be analysed to its end is a fault too.
 * https://github.com/aws-cloudformation/cloudformation-validate
 */
export function templateFaults(folder: string): string[] {
  const templates = readdirSync(folder).filter((name) => name.endsWith('.template.json'))
  if (templates.length === 0) return [`${folder}: no templates. Run "npm run synth" first.`]
  const engine = new RegoEngine()
  try {
    return templates.flatMap((name) => {
      const report = engine.validateStandard(new TemplateFile(join(folder, name)), {
        severityLevel: 'WARN',
        exclude: { ids: [REPEATED_DEPENDENCY] },
      })
      return [
        ...(report.status === 'OK' ? [] : [`${name}: ${report.status}`]),
        ...report.diagnostics.map(
          ({ severity, ruleId, entity, message }) =>
            `${name}: ${severity} ${ruleId} ${entity?.logicalId ?? ''}: ${message}`,
        ),
      ]
    })
  } finally {
    engine.free()
  }
}

/** The CDK names a function's role twice, as its role and as what it waits for. It is harmless. */
const REPEATED_DEPENDENCY = 'W3005'
