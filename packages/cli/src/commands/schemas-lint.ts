import { relative } from 'node:path';
import { type LintFinding, lintFiles, loadConfig } from '@sluice/config';
import type { Command } from 'commander';
import { documentsOrConfig } from '../action-groups/documents-or-config.ts';
import type { CommandContext } from '../command-context.ts';

interface LintOptions {
  readonly config?: string;
}

const HELP = `
An error is what Bedrock Agents or AgentCore Gateway refuse; a warning is what works worse than it could. With errors, the
command ends with 1.

Examples:
  $ sluice schemas lint                                 the documents that sluice.config.ts names
  $ sluice schemas lint action-groups/network.openapi.yaml
`;

/** Adds `sluice schemas lint`. */
export function addSchemasLint(schemas: Command, { stdout }: CommandContext, onExitCode: (code: number) => void): void {
  schemas
    .command('lint')
    .description('Check OpenAPI documents of action groups against what agents take.')
    .argument('[files...]', 'the documents (default: those of the config)')
    .option('-c, --config <file>', 'the config that names the documents (default: sluice.config.ts)')
    .addHelpText('after', HELP)
    .action(async (files: readonly string[], options: LintOptions) => {
      const config = documentsOrConfig(files, options.config);
      const paths = config === undefined ? files : (await loadConfig(config)).documentPaths;
      const findings = await lintFiles(paths);
      for (const finding of findings) stdout.write(`${lineOf(finding)}\n`);
      stdout.write(`${summaryOf(paths.length, findings)}\n`);
      if (findings.some(({ severity }) => severity === 'error')) onExitCode(1);
    });
}

function lineOf({ file, line, column, severity, message }: LintFinding): string {
  return `${relative('.', file)}:${line}:${column}: ${severity}: ${message}`;
}

function summaryOf(documents: number, findings: readonly LintFinding[]): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  return `${counted(documents, 'document')}: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}.`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
