import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lazyBuiltins } from './lazy-builtin.ts';
import { writeOneFile } from './one-file.ts';
import { splitProgram } from './split-program.ts';
import { thirdPartyLicenses } from './third-party-licenses.ts';

/** The handlers that are deployed, each from its own folder in `src`. */
export const HANDLERS = ['chat-handler', 'agent-invoker', 'mcp-proxy', 'memory-manager'] as const;

export type Handler = (typeof HANDLERS)[number];

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
/** Writes the functions as they are deployed into `dist/bundles`. */
export async function buildBundles(): Promise<void> {
  await Promise.all(HANDLERS.map((handler) => buildBundle(handler, join(PACKAGE, 'dist', 'bundles'))));
}

/** Writes one function as it is deployed: `<folder>/<handler>/index.cjs`, which needs nothing but Node. */
export async function buildBundle(handler: Handler, folder: string): Promise<void> {
  const outfile = join(folder, handler, 'index.cjs');
  await mkdir(dirname(outfile), { recursive: true });
  const program = await splitProgram(join(PACKAGE, 'src', handler, 'index.ts'), {
    absWorkingDir: PACKAGE,
    mainFields: ['module', 'main'],
    plugins: [lazyBuiltins(['crypto'])],
    // From their sources, of which a bundle takes only the modules that it uses.
    alias: { '@sluice/core': sourceOf('core'), '@sluice/store-dynamodb': sourceOf('store-dynamodb') },
  });
  await writeOneFile(program, outfile);
  await writeFile(join(dirname(outfile), 'THIRD-PARTY-LICENSES.txt'), await thirdPartyLicenses(program.sources));
}

function sourceOf(workspacePackage: string): string {
  return join(PACKAGE, '..', workspacePackage, 'src', 'index.ts');
}
