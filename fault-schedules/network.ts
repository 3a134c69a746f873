import type { Fault, Schedule } from './schedule.ts';
import type { CiSystem } from './systems/ci-system.ts';
import type { Time } from './time.ts';

/** How long a client waits for an answer that does not come. */
const REQUEST_TIMEOUT_MS = 30_000;

/** What the network tells of what happens on it. */
export interface NetworkEvents {
  /** The CI system may have changed. */
  readonly onChange: () => void;
  readonly onStart: () => void;
  /** A start was refused before it was looked at, so that it is not wrong to send it again. */
  readonly onTurnedAway: () => void;
  readonly onRequest: (seen: SeenExchange) => void;
  /** A request is not going to be answered: whoever waits has to give up. */
  readonly onSilence: () => void;
  /** The process that sent a request is dead. */
  readonly onKill: () => void;
}

/** A request, and what strikes it. */
export interface SeenExchange {
  readonly request: Request;
  readonly fault: Fault | undefined;
  /** Whether its process is killed before the answer comes. */
  readonly isLast: boolean;
}

export interface NetworkOptions {
  readonly schedule: Schedule;
  /** Of the execution, for strangers whose id resembles it. */
  readonly executionId: string;
  readonly system: CiSystem;
  readonly time: Time;
  readonly events: NetworkEvents;
}

/** What is between processes and the CI system. */
export interface Network {
  /** Makes the `fetch` of one process: once that is killed, nothing that it sends goes anywhere. */
  createFetch(): typeof globalThis.fetch;
  /** How many requests there were. */
  requests(): number;
}

/** Makes what comes of an answer, once it has arrived. */
type Arrival = () => Response | Promise<Response>;

/** Makes a network that does to each request what the schedule says. It deals with one after the other. */
export function createNetwork({ schedule, executionId, system, time, events }: NetworkOptions): Network {
  let sent = 0;
  let isStartStruck = schedule.startFault === undefined;

  function faultOf(index: number, request: Request): Fault | undefined {
    if (system.isStart(request) && !isStartStruck) {
      isStartStruck = true;
      return schedule.startFault;
    }
    return schedule.faults.find(({ at }) => at === index)?.fault;
  }

  function pass(milliseconds: number): void {
    time.pass(milliseconds);
    events.onChange();
  }

  async function answered(request: Request): Promise<Response> {
    const isStart = system.isStart(request);
    const response = await system.answer(request);
    system.clearFaults();
    if (isStart && (await system.isTurnedAway(response.clone()))) events.onTurnedAway();
    return response;
  }

  async function carryOut(request: Request, fault: Fault | undefined): Promise<Arrival> {
    switch (fault?.kind) {
      case 'connection-refused':
        return () => fail('ECONNREFUSED', 'connect');
      case 'reset':
        return () => fail('ECONNRESET', 'read');
      case 'commit-then-reset':
        await answered(request);
        return () => fail('ECONNRESET', 'read');
      case 'commit-then-status':
        await answered(request);
        return () => new Response('<html></html>', { status: fault.status, headers: { 'content-type': 'text/html' } });
      case 'commit-then-timeout':
        await answered(request);
        return () => {
          pass(REQUEST_TIMEOUT_MS);
          throw new DOMException('The operation timed out.', 'TimeoutError');
        };
      case 'commit-then-partial-answer': {
        const response = await answered(request);
        return () => half(response);
      }
      case 'restart': {
        await answered(request);
        system.restart?.(fault);
        return () => fail('ECONNRESET', 'read');
      }
      case 'never-answered':
        await answered(request);
        return () => silence(request);
      default: {
        if (fault !== undefined) system.inject(fault);
        const response = await answered(request);
        return () => response;
      }
    }
  }

  function silence(request: Request): Promise<never> {
    const given = new Promise<never>((_, reject) => {
      request.signal.addEventListener('abort', () => reject(request.signal.reason), { once: true });
    });
    events.onSilence();
    return given;
  }

  /** Deals with a request, up to where its answer comes. */
  async function exchange(request: Request, process: Process): Promise<Arrival> {
    if (process.isDead) return never();
    request.signal.throwIfAborted();
    const index = sent;
    sent += 1;
    for (const { at, as } of schedule.strangers) {
      if (at === index) system.startStranger(as, executionId);
    }
    const kill = schedule.kills.find(({ at }) => at === index);
    if (kill?.isSent === false) return die(process);
    const latencyMs = cycled(schedule.latenciesMs, index);
    pass(latencyMs / 2);
    const fault = faultOf(index, request);
    events.onRequest({ request, fault, isLast: kill !== undefined });
    if (system.isStart(request)) events.onStart();
    const arrival = await carryOut(request, fault);
    events.onChange();
    if (kill?.isSent === true) return die(process);
    pass(latencyMs / 2);
    return arrival;
  }

  function die(process: Process): Promise<never> {
    process.isDead = true;
    events.onKill();
    return never();
  }

  return {
    createFetch() {
      const process: Process = { isDead: false };
      let turn: Promise<unknown> = Promise.resolve();
      return (input, init) => {
        const request = new Request(input, init);
        const dealtWith = turn.then(() => exchange(request, process));
        turn = dealtWith.catch(() => undefined);
        return dealtWith.then((arrival) => arrival());
      };
    },
    requests: () => sent,
  };
}

interface Process {
  isDead: boolean;
}

/** What is drawn once for many: one after the other, and then from the start again. */
export function cycled(values: readonly number[], index: number): number {
  return values[index % values.length] ?? 0;
}

function never(): Promise<never> {
  return new Promise(() => {});
}

/** Fails as `fetch` does when a connection breaks, or does not come about. */
function fail(code: string, syscall: string): never {
  const cause = Object.assign(new Error(`${syscall} ${code}`), { code, syscall });
  throw new TypeError('fetch failed', { cause });
}

/** The head of an answer and half of its body; then the connection breaks. */
async function half(response: Response): Promise<Response> {
  const body = new Uint8Array(await response.arrayBuffer());
  if (body.length === 0) fail('UND_ERR_SOCKET', 'read');
  const parts = [body.subarray(0, body.length / 2)];
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const part = parts.shift();
      if (part !== undefined) controller.enqueue(part);
      else controller.error(new TypeError('terminated'));
    },
  });
  return new Response(stream, { status: response.status, headers: response.headers });
}
