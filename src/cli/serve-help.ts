import type { Command } from 'commander'
import { EXIT } from './exit-codes.ts'
import { Failure } from './failure.ts'

const EXAMPLES = `Examples:
  $ flatline serve
  $ flatline serve --port 8443 --data-dir /var/lib/flatline
  $ flatline serve --config /etc/flatline.yaml

Every flag is also an environment variable: --data-dir is FLATLINE_DATA_DIR. Secrets are not taken
as flags: use the environment, or a file named by FLATLINE_…_FILE.
`

/** `serve` never comes here: the program starts the server itself. This is its page in the help. */
export function addServeHelp(program: Command): void {
  program
    .command('serve')
    .summary('run the server')
    .description('Runs the server. `flatline` alone does the same.')
    .addHelpText('before', EXAMPLES)
    .option('--config <file>', 'settings as YAML')
    .option('--port <port>', 'where to listen (8080)')
    .option('--host <address>', 'on which address (0.0.0.0)')
    .option('--data-dir <folder>', 'where everything is stored')
    .option('--public-url <url>', 'used in links and in the printed curl line')
    .option('--interval <duration>', 'expected time between heartbeats (5m)')
    .option('--grace <duration>', 'extra time (5m)')
    .option('--smtp-from <address>', 'sender of e-mail; the server is FLATLINE_SMTP_URL')
    .option('--email-domains <names>', 'their addresses need no confirmation; all unless given')
    .option('--allow-targets <cidrs>', 'private addresses that webhooks may reach')
    .option('--tls-cert <file>', 'answer https:// with this certificate')
    .option('--tls-key <file>', 'and this key')
    .option('--trust-proxy <count>', 'proxies in front, or their CIDRs (0)')
    .option('--log-level <level>', 'debug, info, warn, error or silent (info)')
    .action(() => {
      throw new Failure(EXIT.failed, 'The server is started by the program `flatline` itself.')
    })
}
