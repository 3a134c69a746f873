import { readFileSync } from 'node:fs';
import { GITLAB_ROUTES, JENKINS_ROUTES } from '@sluice/testkit';
import { describe, expect, it } from 'vitest';
import { CONFIG, fixture, runSluice } from './support/sluice.ts';

/** What the config of the tests needs; nobody is there. */
const GITLAB = { GITLAB_URL: 'http://127.0.0.1:1', GITLAB_TOKEN: 'simulator-token' };

describe('sluice', () => {
  it('prints its version', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    expect(await runSluice(['--version'])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.each([
    [['--help'], ['serve', 'local', 'simulate', 'Exit codes:', '$ sluice serve --config']],
    [
      ['serve', '--help'],
      ['--config <file>', 'Listening:', 'Timing:', 'MCP_SERVER_API_KEY', 'SLUICE_ACCESS', 'SIGHUP', 'Examples:'],
    ],
    [
      ['mcp', '--help'],
      ['--config <file>', '--access <file>', 'SLUICE_API_KEY', 'Examples:'],
    ],
    [
      ['local', '--help'],
      ['--once <message>', '--json', 'Examples:'],
    ],
    [
      ['simulate', '--help'],
      ['gitlab', 'jenkins'],
    ],
    [
      ['simulate', 'gitlab', '--help'],
      ['--token <token>', 'commit-late=ms ', 'creation-rate-limit ', ...GITLAB_ROUTES, 'Examples:'],
    ],
    [
      ['simulate', 'jenkins', '--help'],
      ['--job <path[:NAMES]>', 'commit-late=ms ', 'restart[=ms] ', ...JENKINS_ROUTES, 'Examples:'],
    ],
  ])('explains %j on standard output', async (args, words) => {
    const { exitCode, stdout, stderr } = await runSluice(args);
    expect([exitCode, stderr]).toEqual([0, '']);
    for (const word of words) expect(stdout).toContain(word);
  });

  it.each([
    [[], 'Usage: sluice'],
    [['deploy'], "unknown command 'deploy'"],
    [['serve'], "required option '-c, --config <file>' not specified"],
    [['serve', '--config'], "option '-c, --config <file>' argument missing"],
    [['serve', '-c', CONFIG, '--verbose'], "unknown option '--verbose'"],
    [['serve', '-c', CONFIG, 'now'], 'too many arguments'],
    [['serve', '-c', CONFIG, '--port', '65536'], 'A port is a number from 0 to 65535'],
    [['serve', '-c', CONFIG, '--port', '80a'], 'A port is a number from 0 to 65535'],
    [['serve', '-c', CONFIG, '--log-level', 'loud'], 'Allowed choices are debug, info, warn, error, silent'],
    [['serve', '-c', CONFIG, '--requests-per-minute', '0'], 'Write a whole number, 1 or more.'],
    [['serve', '-c', CONFIG, '--concurrency', '1.5'], 'Write a whole number, 1 or more.'],
    [['serve', '-c', CONFIG, '--retention-days', '-1'], 'Write a whole number, 1 or more.'],
    [['serve', '-c', CONFIG, '--trust-proxy', 'yes'], 'Write a whole number, 1 or more.'],
    [['serve', '-c', CONFIG, '--allowed-hosts', 'a.example.com,'], 'Separate names by commas'],
    [['serve', '-c', CONFIG, '--public-url', 'pipelines.example.com'], 'Write the address as https://'],
    [['serve', '-c', CONFIG, '--public-url', 'https://me:pass@example.com'], 'Write the address as https://'],
    [['mcp'], "required option '-c, --config <file>' not specified"],
    [['mcp', '-c', CONFIG, '--port', '1'], "unknown option '--port'"],
    [['local'], "required option '-c, --config <file>' not specified"],
    [['local', '-c', CONFIG, '--once'], "option '--once <message>' argument missing"],
    [['local', '-c', CONFIG, '--once', ' '], 'Say what you want, such as --once "Deploy'],
    [['local', '-c', CONFIG, '--port', '-1'], 'A port is a number from 0 to 65535'],
    [['local', '-c', CONFIG, '--jsonl'], "unknown option '--jsonl'"],
    [['simulate'], 'Usage: sluice simulate'],
    [['simulate', 'travis'], "unknown command 'travis'"],
    [['simulate', 'jenkins', '--job', 'platform/'], 'Write a job as its full name'],
    [['simulate', 'jenkins', '--job', 'dns:RECORD NAME'], 'Write a job as its full name'],
    [['simulate', 'jenkins', '--job', 'dns', '--job', 'dns:TTL'], 'dns is there twice'],
    [['simulate', 'gitlab', '--fault', 'resett'], 'There is no fault "resett". There are: commit-then-timeout, '],
    [['simulate', 'gitlab', '--fault', 'coalesced'], 'There is no fault "coalesced"'],
    [['simulate', 'gitlab', '--fault', '=5'], 'There is no fault "=5"'],
    [['simulate', 'gitlab', '--fault', 'toString'], 'There is no fault "toString"'],
    [['simulate', 'gitlab', '--fault', 'commit-late'], 'Write it as commit-late=ms[@call][:times].'],
    [['simulate', 'gitlab', '--fault', 'reset=3'], 'Write it as reset[@call][:times].'],
    [['simulate', 'gitlab', '--fault', 'status=99'], '"status=99" has a number that is out of range.'],
    [['simulate', 'gitlab', '--fault', 'status='], '"status=" has a number that is out of range.'],
    [['simulate', 'gitlab', '--fault', 'reset:0'], '"reset:0" has a number that is out of range.'],
    [['simulate', 'gitlab', '--fault', 'reset@trigger-build'], 'There is no call "trigger-build". There are: create-'],
    [['simulate', 'jenkins', '--fault', 'restart=-1'], 'Write it as restart[=ms][@call][:times].'],
  ])('ends %j with the exit code 2 and says what is wrong', async (args, message) => {
    const { exitCode, stdout, stderr } = await runSluice(args);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});

describe('sluice serve', () => {
  it('names the line of a fault in the config', async () => {
    const config = fixture('broken.config.ts');
    const { exitCode, stdout, stderr } = await runSluice(['serve', '--config', config], GITLAB);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`${config}:9:`);
    expect(stderr).toContain('"jenkins" is not one of the executors: gitlab');
    expect(stderr).not.toContain('    at ');
  });

  it('names a config that is not there', async () => {
    const { exitCode, stderr } = await runSluice(['serve', '--config', '/nowhere/sluice.config.ts']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^\/nowhere\/sluice\.config\.ts does not exist\./);
  });

  it('names the variable whose key is too short, and not the key', async () => {
    const variables = { ...GITLAB, MCP_SERVER_API_KEY: 'a-key-that-is-long-enough, s3cret' };
    const { exitCode, stderr } = await runSluice(['serve', '--config', CONFIG], variables);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('MCP_SERVER_API_KEY, key-2: An API key needs 16 characters or more; this one has 6.');
    expect(stderr).not.toContain('s3cret');
  });

  it('says what is missing when the executor needs variables that are not set', async () => {
    const { exitCode, stderr } = await runSluice(['serve', '--config', CONFIG]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('GITLAB_TOKEN');
  });
});
