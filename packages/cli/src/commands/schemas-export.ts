import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadConfig, readActionGroupFile, toBedrockDocument, toGatewayTools } from '@sluice/config';
import type { ActionGroup } from '@sluice/core';
import { type Command, Option } from 'commander';
import { documentsOrConfig } from '../action-groups/documents-or-config.ts';
import { groupsOfConfig } from '../action-groups/groups-of-config.ts';
import type { CommandContext } from '../command-context.ts';

interface ExportOptions {
  readonly for: keyof typeof DIALECTS;
  readonly config?: string;
  readonly out?: string;
}

/** How each platform takes an action group. */
const DIALECTS = {
  bedrock: ({ document }: ActionGroup) => toBedrockDocument(document),
  gateway: ({ document }: ActionGroup) => toGatewayTools(document),
} as const;

const HELP = `
bedrock: OpenAPI 3.0.0 without enum, references or extensions. gateway: the tool schema of a Lambda target. With a config,
the groups that Sluice brings along are written too. The files are named after the groups: network.json.

Examples:
  $ sluice schemas export --for bedrock --out bedrock/
  $ sluice schemas export --for gateway action-groups/network.openapi.yaml
`;

/** Adds `sluice schemas export`. */
export function addSchemasExport(schemas: Command, { stdout }: CommandContext): void {
  schemas
    .command('export')
    .description("Write action groups in the dialect of an agents' platform.")
    .argument('[files...]', 'the documents (default: those of the config)')
    .addOption(
      new Option('--for <platform>', 'who is to take them').choices(Object.keys(DIALECTS)).makeOptionMandatory(),
    )
    .option('-c, --config <file>', 'the config that names the documents (default: sluice.config.ts)')
    .option('-o, --out <folder>', 'where the files go (default: printed as one JSON object by name)')
    .addHelpText('after', HELP)
    .action(async (files: readonly string[], options: ExportOptions) => {
      const config = documentsOrConfig(files, options.config);
      const groups = config === undefined ? files.map(readActionGroupFile) : groupsOfConfig(await loadConfig(config));
      const exported = groups.map((group) => [group.name, DIALECTS[options.for](group)] as const);
      if (options.out === undefined) stdout.write(toJson(Object.fromEntries(exported)));
      else stdout.write(await writeAll(options.out, exported));
    });
}

async function writeAll(folder: string, exported: readonly (readonly [string, unknown])[]): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of exported) await writeFile(join(folder, `${name}.json`), toJson(content));
  return `${exported.map(([name]) => join(folder, `${name}.json`)).join('\n')}\n`;
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
