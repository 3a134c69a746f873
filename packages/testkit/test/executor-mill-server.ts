import { once } from 'node:events';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { changedAt, isEnd, logOf, type MillJob, type MillRun, openQuestion, stateOf } from './executor-mill-run.ts';

export const MILL_TOKEN = 'mill-token-0123456789';

/** A small CI system: what the kit needs to prove itself on, and no more. */
export interface Mill {
  readonly url: string;
  readonly runs: Map<number, MillRun>;
  make(jobName: string, values: Record<string, string>): MillRun;
  close(): Promise<void>;
}

const PAGE_SIZE = 20;
const LOG_PART = 50_000;

export async function startMill(jobs: Readonly<Record<string, MillJob>>, now: () => number): Promise<Mill> {
  const runs = new Map<number, MillRun>();
  const app = new Hono();

  function make(jobName: string, values: Record<string, string>): MillRun {
    const job = jobs[jobName];
    if (job === undefined) throw new Error(`no job ${jobName}`);
    const at = now();
    const run: MillRun = {
      id: runs.size + 1,
      jobName,
      job,
      values: { ...values },
      madeAt: at,
      startedAt: at,
      attempts: 1,
      answers: [],
    };
    runs.set(run.id, run);
    return run;
  }

  function view(run: MillRun): Record<string, unknown> {
    const { id, jobName, values, madeAt } = run;
    const state = stateOf(run, now());
    const failure = { step: 'grind', log_end: logOf(run, now()).subarray(-2000).toString() };
    return { id, job: jobName, values, made_at: madeAt, state, ...(state === 'failed' ? { failure } : {}) };
  }

  function runOf(context: Context): MillRun | undefined {
    return runs.get(Number(context.req.param('id')));
  }

  app.use(async (context, next) => {
    if (context.req.header('authorization') !== `Bearer ${MILL_TOKEN}`) return context.json({ error: 'who?' }, 401);
    return next();
  });
  app.get('/jobs/:job', (context) => {
    const job = jobs[context.req.param('job')];
    return job === undefined ? context.json({ error: 'no such job' }, 404) : context.json({ takes: job.takes });
  });
  app.post('/jobs/:job/runs', async (context) => {
    const body = await context.req.json<{ values: Record<string, string> }>();
    const run = make(context.req.param('job'), body.values);
    return context.json(view(run), 201, { location: `${new URL(context.req.url).origin}/runs/${run.id}` });
  });
  app.get('/jobs/:job/runs', (context) => {
    const { before = 'Infinity', changed_since: since = '0' } = context.req.query();
    const found = [...runs.values()]
      .filter(({ jobName, id }) => jobName === context.req.param('job') && id < Number(before))
      .filter((run) => changedAt(run, now()) >= Number(since))
      .reverse();
    return context.json({ runs: found.slice(0, PAGE_SIZE).map(view), more: found.length > PAGE_SIZE });
  });
  app.get('/runs/:id', (context) => {
    const run = runOf(context);
    return run === undefined ? context.json({ error: 'no such run' }, 404) : context.json(view(run));
  });
  app.post('/runs/:id/stop', async (context) => {
    const run = runOf(context);
    const { kill } = await context.req.json<{ kill: boolean }>();
    if (run === undefined || isEnd(stateOf(run, now()))) return context.json({ error: 'nothing to stop' }, 409);
    if (run.job.heeds !== 'kill' || kill) run.stoppedAt ??= now();
    return context.body(null, 202);
  });
  app.post('/runs/:id/rerun', (context) => {
    const run = runOf(context);
    if (run === undefined || stateOf(run, now()) !== 'failed') return context.json({ error: 'nothing failed' }, 409);
    run.attempts += 1;
    run.startedAt = now();
    return context.json(view(run), 202);
  });
  app.get('/runs/:id/log', (context) => {
    const run = runOf(context);
    if (run === undefined) return context.json({ error: 'no such run' }, 404);
    const log = logOf(run, now());
    const from = Number(context.req.query('from'));
    const part = Uint8Array.from(log.subarray(from, from + LOG_PART));
    const isWhole = isEnd(stateOf(run, now())) && from + part.length >= log.length;
    return context.body(part, 200, { 'x-log-whole': String(isWhole) });
  });
  app.get('/runs/:id/questions', (context) => {
    const run = runOf(context);
    if (run === undefined) return context.json({ error: 'no such run' }, 404);
    const open = stateOf(run, now()) === 'asking' ? openQuestion(run)?.key : undefined;
    const answered = run.answers.map(({ key }) => key);
    const known = (run.job.questions ?? []).filter(({ key }) => key === open || answered.includes(key));
    return context.json(known.map((question) => ({ ...question, open: question.key === open })));
  });
  app.post('/runs/:id/questions/:key', async (context) => {
    const run = runOf(context);
    const { yes, value } = await context.req.json<{ yes: boolean; value?: string }>();
    const question = run && stateOf(run, now()) === 'asking' ? openQuestion(run) : undefined;
    if (run === undefined || question?.key !== context.req.param('key')) return context.json({ error: 'late' }, 409);
    run.answers.push({ key: question.key, yes, at: now() });
    if (question.value !== undefined && value !== undefined) run.values[question.value] = value;
    return context.body(null, 204);
  });

  const listener = getRequestListener(app.fetch);
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The mill does not listen on a port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    runs,
    make,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
