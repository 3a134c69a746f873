// Installs and builds what is missing, so that `npm start` and `npm test` work in a fresh clone.
// It runs on whatever Node the machine has: keep it to the syntax of Node 18.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';

const LOCK = 'package-lock.json';
const INSTALLED = 'node_modules/.package-lock.json';

function run(what, command, args) {
  const quiet = {
    encoding: 'utf8',
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
    maxBuffer: 64 * 1024 * 1024,
  };
  // npm on Windows is a script, which only a shell can start.
  const { status, stdout, stderr, error } = spawnSync(command, args, { ...quiet, shell: process.platform === 'win32' });
  if (status === 0) return;
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}${error === undefined ? '' : `${error.message}\n`}`);
  process.stderr.write(`\n${what} failed: ${command} ${args.join(' ')}\n`);
  process.exit(1);
}

if (!existsSync(INSTALLED) || statSync(INSTALLED).mtimeMs < statSync(LOCK).mtimeMs) {
  process.stderr.write('Installing dependencies …\n');
  run('The installation', 'npm', ['ci', '--loglevel=error', '--no-audit', '--no-fund']);
  process.stderr.write('Building …\n');
}
run('The build', 'node_modules/.bin/turbo', ['run', 'build', '--output-logs=errors-only', '--ui=stream']);
