import type { LogChunk } from '@sluice/core';
import { attempt, checkInvalid } from './attempts.ts';
import { BrokenPromise, check, inWords } from './broken-promise.ts';
import type { CaseBench, StartedRun } from './case-bench.ts';
import type { ExecutorCaseGroup } from './executor-case.ts';
import { BROKEN_OFF, failedBefore, HELD, type ProxyFault, RESET_BEFORE } from './proxy-fault.ts';
import { hasEnded, startUntil, untilOver } from './run-watching.ts';
import { lineOf } from './start-cases.ts';

const MAX_CHUNKS = 10_000;
const MAX_REQUESTS = 10;
const NO_CURSORS: readonly string[] = ['', '-1', 'x', '../..', '[object Object]', 'eyJvZmZzZXQiOjB9', '9'.repeat(400)];

/** Cases about reading logs. */
export const logCases: ExecutorCaseGroup = {
  name: 'logs',
  cases: [
    {
      name: 'gives the whole log in chunks, all of it once, in one piece, letters beyond ASCII intact',
      needs: ['printsALot'],
      async run(bench) {
        const started = await bench.start('printsALot');
        await untilOver(bench, started);
        const chunks = await readToEnd(bench, started);
        checkWhole(chunks, bench.scenario('printsALot').log);
      },
    },
    {
      name: 'gives the whole log also when it is read while it is written',
      needs: ['printsALot'],
      async run(bench) {
        const started = await bench.start('printsALot');
        const chunks = await readToEnd(bench, started, () => bench.world.passTime(bench.world.pollIntervalMs ?? 1000));
        checkWhole(chunks, bench.scenario('printsALot').log);
        const run = await bench.executor.get(started);
        check(run.status === 'succeeded', 'a log is complete only when its run has ended', run);
      },
    },
    {
      name: 'gives the same chunk for the same cursor, to whoever asks',
      needs: ['printsALot'],
      async run(bench) {
        const started = await bench.start('printsALot');
        await untilOver(bench, started);
        const chunks = await readToEnd(bench, started);
        const cursors = [undefined, ...chunks.map(({ cursor }) => cursor)].slice(0, chunks.length);
        for (const [index, cursor] of [...cursors.entries()].reverse()) {
          const again = await bench.another().readLog({ ...started, cursor });
          const isSame = again.content === chunks[index]?.content && again.complete === chunks[index].complete;
          check(isSame, `cursor ${index} gives the chunk that it gave before`, sizesOf([again]));
        }
      },
    },
    {
      name: 'refuses a cursor that it never gave',
      async run(bench) {
        const started = await bench.start('succeeds');
        await untilOver(bench, started);
        for (const cursor of NO_CURSORS) {
          const promised = `${JSON.stringify(cursor)}, which no chunk had, is refused`;
          await checkInvalid(bench.executor.readLog({ ...started, cursor }), promised);
        }
      },
    },
    {
      name: "refuses a cursor of another run's log",
      needs: ['printsALot'],
      async run(bench) {
        const [started, other] = [await bench.start('printsALot'), await bench.start('printsALot')];
        const chunks = await readToEnd(bench, started, () => bench.world.passTime(bench.world.pollIntervalMs ?? 1000));
        const begun = chunks.findIndex(({ content }) => content !== '');
        const cursor = chunks[begun]?.cursor;
        if (cursor === undefined) return;
        await untilOver(bench, other);
        await checkInvalid(bench.executor.readLog({ ...other, cursor }), "a cursor of another run's log is refused");
      },
    },
    {
      name: 'has nothing yet of a run that has not begun, and does not call that complete',
      needs: ['staysQueued'],
      async run(bench) {
        await checkIncomplete(bench, await bench.start('staysQueued'));
      },
    },
    {
      name: 'calls no log complete whose run goes on',
      needs: ['runsUntilCancelled'],
      async run(bench) {
        const started = await startUntil(bench, 'runsUntilCancelled', 'running');
        for (let time = 0; time < 3; time += 1) {
          await checkIncomplete(bench, started);
          await bench.world.passTime(bench.world.pollIntervalMs ?? 1000);
        }
      },
    },
    {
      name: 'calls no log complete before all of it was given, though its run ends while it is read',
      needs: ['printsALot'],
      async run(bench) {
        for (let index = 0; index < MAX_REQUESTS; index += 1) {
          if (!(await wasReadWhileItEnded(bench, index))) return;
        }
      },
    },
    {
      name: 'takes no answer that breaks off for the end of the log',
      needs: ['printsALot'],
      async run(bench) {
        const started = await bench.start('printsALot');
        await untilOver(bench, started);
        const [first] = await readToEnd(bench, started);
        for (const fault of [BROKEN_OFF, RESET_BEFORE, failedBefore(502, 'Bad gateway')]) {
          await checkSpoiltReads(bench, started, first, fault);
        }
      },
    },
  ],
};

/** Holds one request of a reading until the run has ended, and tells whether the reading came that far. */
async function wasReadWhileItEnded(bench: CaseBench, index: number): Promise<boolean> {
  const { proxy, world } = bench;
  const started = await bench.start('printsALot');
  await bench.eventually(
    'get says that the run has begun',
    () => bench.executor.get(started),
    ({ status }) => status !== 'queued',
  );
  const [soFar, cursor] = await readSoFar(bench, started);
  // What is held is answered late, and that is no reason to give it up.
  const executor = bench.another({ requestTimeoutMs: 2 * (world.patienceMs ?? 120_000) });
  const sent = proxy.requests().length;
  proxy.inject(HELD, () => proxy.requests().length > sent + index, 1);
  const reading = attempt(executor.readLog({ ...started, cursor }));
  const isHeld = await Promise.race([proxy.held().then(() => true), reading.then(() => false)]);
  proxy.mend();
  if (!isHeld) return false;
  await bench.eventually('the run ends', () => hasEnded(bench, started.executionId), Boolean);
  await proxy.release();
  const result = await reading;
  if (result.outcome === 'rejected' || !result.value.complete) return true;
  const isWhole = (soFar + result.value.content).includes(bench.scenario('printsALot').log);
  const request = proxy.requests()[sent + index];
  const promised =
    'a log is complete only once all of it was given: whether the run has ended is read before the log, not after it';
  check(isWhole, promised, { heldUntilTheEnd: request && lineOf(request), read: sizesOf([result.value]) });
  return true;
}

/** Reads as much of a log as there is, and returns where to go on. */
async function readSoFar(bench: CaseBench, started: StartedRun): Promise<readonly [content: string, cursor?: string]> {
  let content = '';
  let cursor: string | undefined;
  for (let read = 0; read < MAX_CHUNKS; read += 1) {
    const chunk = await bench.executor.readLog({ ...started, cursor });
    if (chunk.content === '' || chunk.complete) break;
    content += chunk.content;
    cursor = chunk.cursor;
  }
  return cursor === undefined ? [content] : [content, cursor];
}

/** Reads a log from its beginning to its end. */
async function readToEnd(
  bench: CaseBench,
  started: StartedRun,
  between: () => Promise<void> = async () => {},
): Promise<readonly LogChunk[]> {
  const chunks: LogChunk[] = [];
  let cursor: string | undefined;
  while (chunks.length < MAX_CHUNKS) {
    const chunk = await bench.executor.readLog({ ...started, cursor });
    chunks.push(chunk);
    const isEnd = chunk.cursor === undefined;
    check(isEnd === chunk.complete, 'a chunk has a cursor until the log is complete, and none then', sizesOf([chunk]));
    if (isEnd) return chunks;
    cursor = chunk.cursor;
    await between();
  }
  throw new BrokenPromise('a log comes to an end', `${MAX_CHUNKS} chunks, ${inWords(sizesOf(chunks.slice(-2)))}`);
}

function checkWhole(chunks: readonly LogChunk[], printed: string): void {
  const content = chunks.map((chunk) => chunk.content).join('');
  const at = content.indexOf(printed);
  const promised = 'chunks that are read one after the other are the whole log, each byte once';
  if (at === -1) throw new BrokenPromise(promised, firstDifference(content, printed));
  const counts = new Map<string, number>();
  for (const line of content.split('\n')) counts.set(line, (counts.get(line) ?? 0) + 1);
  const repeated = printed.split('\n').filter((line) => line !== '' && (counts.get(line) ?? 0) > 1);
  check(repeated.length === 0, promised, `twice: ${inWords(repeated.slice(0, 3))}`);
}

/** Finds the first line that is not as it was printed. */
function firstDifference(content: string, printed: string): string {
  let at = 0;
  for (const line of printed.split('\n')) {
    const next = content.indexOf(line, at);
    if (next === -1 || (at > 0 && next > at)) {
      const found =
        at < content.length ? `the chunks have ${inWords([content.slice(at, at + 200)])}` : 'the chunks end';
      return `where ${inWords([line.slice(0, 200)])} was printed, ${found}`;
    }
    at = next + line.length + 1;
  }
  return 'the lines in other places';
}

async function checkIncomplete(bench: CaseBench, started: StartedRun): Promise<void> {
  const chunk = await bench.executor.readLog(started);
  check(!chunk.complete, 'the log of a run that has not ended is not complete', sizesOf([chunk]));
  check(chunk.cursor !== undefined, 'a log that is not complete has a cursor to go on with', sizesOf([chunk]));
}

/** Spoils each request of one reading: that is an error, or harmless. */
async function checkSpoiltReads(
  bench: CaseBench,
  started: StartedRun,
  whole: LogChunk | undefined,
  fault: ProxyFault,
): Promise<void> {
  for (let index = 0; index < MAX_REQUESTS; index += 1) {
    const sent = bench.proxy.requests().length;
    bench.proxy.inject(fault, () => bench.proxy.requests().length > sent + index, 1);
    const result = await attempt(bench.another().readLog(started));
    bench.proxy.mend();
    const request = bench.proxy.requests()[sent + index];
    const isHarmless = result.outcome === 'rejected' || result.value.content === whole?.content;
    const seen = {
      request: request && lineOf(request),
      read: result.outcome === 'resolved' && sizesOf([result.value]),
    };
    check(isHarmless, 'what was read is the log or an error, whatever broke on the way', seen);
    if (request === undefined) return;
  }
}

/** A chunk is too long for a report. */
function sizesOf(chunks: readonly LogChunk[]): readonly unknown[] {
  return chunks.map(({ content, ...rest }) => ({ characters: content.length, begins: content.slice(0, 80), ...rest }));
}
