import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkConsumers } from './consumers/consumers.ts';
import { checkNewTeam } from './new-team/new-team.ts';
import { publishAll } from './publish.ts';
import { checkReadMes } from './read-me/read-mes.ts';
import { startRegistry } from './registry.ts';
import { createReport, formatSizes, seconds } from './report.ts';
import { createStranger, installNode } from './stranger.ts';

/** What the packages say that they run on, by major version, newest last. */
const NODES = [22, 24];

/**
 * Publishes the packages, and uses them as a stranger would.
 *
 * @param folder - an empty one, outside of the workspace
 * @throws CommandFailedError, or an error that says what was expected, with the first check that fails
 */
export async function runInstallTest(folder: string): Promise<void> {
  const startedAt = performance.now();
  const report = createReport();
  const registry = await startRegistry(join(folder, 'registry'), await configuredRegistry());
  try {
    const variables = await createStranger(join(folder, 'home'), registry.url);
    report.part('Registry');
    const packages = await report.check('every package is published', () => publishAll(variables));
    process.stdout.write(formatSizes(packages));
    const nodes = [];
    for (const major of NODES) nodes.push(await installNode(major, join(folder, `node-${major}`), variables));
    const newest = nodes.at(-1);
    if (newest === undefined) throw new Error('There is no Node to test with');
    for (const node of nodes) await checkNewTeam(join(folder, `team-${node.major}`), node, report);
    await checkConsumers(join(folder, 'consumers'), packages, nodes, report);
    await checkReadMes(join(folder, 'read-me'), packages, newest, report);
    const time = seconds(performance.now() - startedAt);
    process.stdout.write(`\n${packages.length} packages published, ${report.passed} checks passed in ${time}.\n`);
  } finally {
    await registry.close();
  }
}

/** From where npm installs on this machine. */
async function configuredRegistry(): Promise<string> {
  const { stdout } = await promisify(execFile)('npm', ['config', 'get', 'registry']);
  return stdout.trim();
}
