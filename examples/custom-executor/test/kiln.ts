import { once } from 'node:events';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';

/** What a job of this Kiln does. */
export interface KilnJob {
  /** @defaultValue 1000 */
  readonly pendingMs?: number;
  /** @defaultValue 5000 */
  readonly runningMs?: number;
  /** @defaultValue the job passes */
  readonly error?: string;
  /** @defaultValue one line */
  readonly log?: string;
  /** How long it goes on when it is aborted. @defaultValue 1000 */
  readonly abortingMs?: number;
}

/** A build, from which its state at any time follows. */
export interface Build {
  readonly number: number;
  readonly job: string;
  readonly env: Readonly<Record<string, string>>;
  readonly createdAt: number;
  abortedAt?: number;
}

export interface Kiln {
  readonly url: string;
  readonly builds: readonly Build[];
  createBuild(job: string, env: Readonly<Record<string, string>>): Build;
  isFinished(build: Build): boolean;
  close(): Promise<void>;
}

const PAGE_SIZE = 50;
const LOG_PART_BYTES = 64 * 1024;

/** Starts a build service for tests, which does what its jobs say, by the clock that it is given. */
export async function startKiln(
  jobs: Readonly<Record<string, KilnJob>>,
  { apiKey, now }: { readonly apiKey: string; readonly now: () => number },
): Promise<Kiln> {
  const builds: Build[] = [];

  function createBuild(job: string, env: Readonly<Record<string, string>>): Build {
    const build: Build = { number: builds.length + 1, job, env, createdAt: now() };
    builds.push(build);
    return build;
  }

  /** When the build starts, when it ends, and how. */
  function courseOf({ job, createdAt, abortedAt = Number.POSITIVE_INFINITY }: Build) {
    const { pendingMs = 1000, runningMs = 5000, abortingMs = 1000, error } = jobs[job] ?? {};
    const startsAt = createdAt + pendingMs;
    const endsAt = startsAt + runningMs;
    if (abortedAt < startsAt) return { startsAt, endsAt: abortedAt, end: 'aborted' };
    if (abortedAt < endsAt) return { startsAt, endsAt: Math.min(endsAt, abortedAt + abortingMs), end: 'aborted' };
    return { startsAt, endsAt, end: error === undefined ? 'passed' : 'failed' };
  }

  function stateOf(build: Build): string {
    const { startsAt, endsAt, end } = courseOf(build);
    if (now() >= endsAt) return end;
    return now() >= startsAt ? 'running' : 'pending';
  }

  /** What the build has printed by now. */
  function logOf(build: Build): Buffer {
    const { startsAt, endsAt } = courseOf(build);
    const { runningMs = 5000, log = 'done\n' } = jobs[build.job] ?? {};
    const whole = Buffer.from(`building ${build.job}\n${log}`);
    const part = (Math.min(now(), endsAt) - startsAt) / runningMs;
    return whole.subarray(0, Math.floor(whole.length * Math.min(1, Math.max(0, part))));
  }

  function view(build: Build) {
    const { number, job, env, createdAt } = build;
    const state = stateOf(build);
    return {
      number,
      job,
      env,
      state,
      created_at: createdAt,
      changed_at: isFinished(build) ? courseOf(build).endsAt : now(),
      log_size: logOf(build).length,
      error: state === 'failed' ? (jobs[job]?.error ?? null) : null,
      url: `https://kiln.example/builds/${number}`,
    };
  }

  function isFinished(build: Build): boolean {
    return now() >= courseOf(build).endsAt;
  }

  const app = new Hono<{ Variables: { build: Build } }>();
  app.use(async (context, next) => {
    if (context.req.header('x-api-key') !== apiKey) return context.json({ error: 'Unknown API key' }, 401);
    return next();
  });
  app.post('/builds', async (context) => {
    const { job, env } = await context.req.json<{ job: string; env: Record<string, string> }>();
    if (!Object.hasOwn(jobs, job)) return context.json({ error: `There is no job "${job}"` }, 422);
    return context.json(view(createBuild(job, env)), 201);
  });
  app.get('/builds', (context) => {
    const { job, page = '1' } = context.req.query();
    const first = (Number(page) - 1) * PAGE_SIZE;
    const newest = builds.filter((build) => build.job === job).reverse();
    return context.json(newest.slice(first, first + PAGE_SIZE).map(view));
  });
  app.use('/builds/:number/*', async (context, next) => {
    const build = builds[Number(context.req.param('number')) - 1];
    if (build === undefined) return context.json({ error: 'There is no such build' }, 404);
    context.set('build', build);
    return next();
  });
  app.get('/builds/:number', (context) => context.json(view(context.var.build)));
  app.post('/builds/:number/abort', (context) => {
    context.var.build.abortedAt ??= now();
    return context.body(null, 202);
  });
  app.get('/builds/:number/log', (context) => {
    const offset = Number(context.req.query('offset') ?? 0);
    return context.body(Uint8Array.from(logOf(context.var.build).subarray(offset, offset + LOG_PART_BYTES)));
  });

  const listener = getRequestListener(app.fetch);
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Kiln does not listen on a port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    builds,
    createBuild,
    isFinished,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
