import { describe, expect, it } from 'vitest';
import { type JenkinsBench, STARTS_AFTER_MS, setUpScript, stage } from './jenkins.ts';

async function read({ job }: JenkinsBench, start: number | string = 0) {
  const { status, headers, text } = await job(`/1/logText/progressiveText?start=${start}`);
  return { status, text, size: Number(headers.get('x-text-size')), more: headers.get('x-more-data') };
}

async function setUp() {
  const bench = setUpScript([stage('a', { steps: [{ command: './a', durationMs: 1000, log: ['größer', 'zwei'] }] })]);
  await bench.start();
  await bench.clock.advance(STARTS_AFTER_MS);
  return bench;
}

describe('progressiveText', () => {
  it('has nothing before there is a log, and says that more may come', async () => {
    const bench = await setUp();
    expect(await read(bench)).toEqual({ status: 200, text: '', size: 0, more: 'true' });
    await bench.clock.advance(20);
    expect((await read(bench)).text).toMatch(/^Started by user sluice\r\n\[Pipeline\] Start of Pipeline\r\n/);
  });

  it('goes on from an offset in bytes, and ends without X-More-Data', async () => {
    const bench = await setUp();
    let [text, start] = ['', 0];
    for (;;) {
      await bench.clock.advance(100);
      const piece = await read(bench, start);
      text += piece.text;
      start = piece.size;
      if (piece.more === null) break;
      expect(piece.more).toBe('true');
    }
    const whole = await read(bench);
    expect(text).toBe(whole.text);
    expect(text).toContain('größer\r\nzwei\r\n');
    expect(text).toMatch(/\[Pipeline\] End of Pipeline\r\nFinished: SUCCESS\r\n$/);
    expect(bench.look()).toContain('over');
  });

  it('counts bytes of the log, not of its answer', async () => {
    const bench = await setUp();
    await bench.clock.advance(60_000);
    const { text, size } = await read(bench);
    expect(size).toBe(Buffer.byteLength(text.replaceAll('\r\n', '\n')));
    expect(size).toBeLessThan(Buffer.byteLength(text));
  });

  it('has nothing new at the end, and starts over from beyond it', async () => {
    const bench = await setUp();
    await bench.clock.advance(60_000);
    const whole = await read(bench);
    expect(await read(bench, whole.size)).toEqual({ status: 200, text: '', size: whole.size, more: null });
    expect(await read(bench, whole.size + 1)).toEqual(whole);
  });

  it('says that more may come until the build is over, although it has a result', async () => {
    const bench = await setUp();
    await bench.clock.advance(1199);
    expect((await read(bench)).more).toBe('true');
    await bench.clock.advance(1);
    expect((await read(bench)).more).toBeNull();
  });

  it('loses what it had on a roll-over: the offset goes back', async () => {
    const bench = await setUp();
    await bench.clock.advance(500);
    const before = await read(bench);
    bench.simulator.injectFault({ kind: 'log-roll-over' });
    const after = await read(bench, before.size);
    expect(after.size).toBeLessThan(before.size);
    await bench.clock.advance(60_000);
    const rest = await read(bench, after.size);
    expect(rest.text).toContain('zwei\r\n');
    expect(rest.text).not.toContain('größer');
  });

  it.each(['-1', 'x', '1.5'])('stumbles over %s', async (start) => {
    expect((await read(await setUp(), start)).status).toBe(500);
  });

  it('tells of freestyle builds without stages', async () => {
    const bench = setUpScript([stage('a', { outcome: 'failure' })], { kind: 'freestyle' });
    await bench.start();
    await bench.clock.advance(60_000);
    expect((await read(bench)).text.split('\r\n')).toEqual([
      'Started by user sluice',
      'Running as SYSTEM',
      'Building in workspace /var/jenkins_home/workspace/platform/bootstrap',
      '+ ./a',
      'one',
      'two',
      'three',
      'ERROR: script returned exit code 1',
      'Finished: FAILURE',
      '',
    ]);
  });
});
