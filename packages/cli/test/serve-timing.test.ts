import { describe, expect, it } from 'vitest';
import { startGitLab } from './support/gitlab.ts';
import { execute, follow, post, serve, storeFile } from './support/served.ts';
import { CONFIG, runSluice } from './support/sluice.ts';

describe('the timing of sluice serve', () => {
  it('settles a start without an answer after the settle window that it was given', async () => {
    const { simulator, variables } = await startGitLab();
    simulator.injectFault({ kind: 'reset', route: 'create-pipeline' });
    const args = ['--store', await storeFile(), '--settle-window', '1s', '--start-lease', '900ms'];
    const { url } = await serve(args, variables);
    const { execution_id, status } = await execute(url);
    expect(status).toBe('unknown');
    expect(await follow(url, execution_id)).toMatchObject({ status: 'failed', failure: { code: 'never_started' } });
  });

  it('looks into what a killed server was starting after the lease that this one had', async () => {
    const { simulator, variables } = await startGitLab();
    simulator.injectFault({ kind: 'commit-then-timeout', route: 'create-pipeline' });
    const store = await storeFile();
    const timing = ['--start-lease', '1s', '--sweep-interval', '50ms'];
    const killed = await serve(['--store', store, ...timing], variables);
    const answer = post(killed.url).catch(() => 'none');
    await expect.poll(() => simulator.pipelines('platform/dns').length).toBe(1);
    killed.sluice.kill('SIGKILL');
    expect(await answer).toBe('none');
    const { url } = await serve(['--store', store, ...timing], variables);
    const executionId = simulator.pipelines('platform/dns')[0]?.variables['SLUICE_EXECUTION_ID'] ?? '';
    expect(await follow(url, executionId)).toMatchObject({ status: 'succeeded' });
    expect(simulator.pipelines('platform/dns')).toHaveLength(1);
  });

  it.each([
    [['--settle-window', '60s'], '--settle-window (60s) must be longer than --start-lease (60s)'],
    [['--start-lease', '3m'], '--settle-window (180s) must be longer than --start-lease (180s)'],
    [['--start-lease', '2s', '--settle-window', '1500ms'], '(1.5s) must be longer than --start-lease (2s)'],
  ])('is refused when a start could be given up while it is under way: %j', async (args, reason) => {
    const { exitCode, stdout, stderr } = await runSluice(['serve', '--config', CONFIG, ...args]);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(reason);
  });

  it.each([
    ['--settle-window', '3'],
    ['--start-lease', '0s'],
    ['--sweep-interval', '1 minute'],
    ['--call-timeout', '-1s'],
  ])('does not take %s %s', async (option, text) => {
    const { exitCode, stderr } = await runSluice(['serve', '--config', CONFIG, option, text]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Write a time span with its unit: 500ms, 30s, 3m, 1h.');
  });
});
