import { describe, expect, it } from 'vitest';
import { createHopTree, type HopLine } from '../src/console/hop-tree.ts';
import { createJsonReporter } from '../src/console/json-reporter.ts';
import type { Output } from '../src/console/output.ts';
import type { Reporter } from '../src/console/reporter.ts';
import { createTextReporter } from '../src/console/text-reporter.ts';
import { wrap } from '../src/console/wrap.ts';
import { createFlow, type Flow } from '../src/flow/flow.ts';
import type { RunProgress } from '../src/runtime/local-event.ts';

interface Collected {
  readonly output: Output;
  text(): string;
}

function collect(terminal: { readonly columns: number } | undefined): Collected {
  let text = '';
  const write = (more: string): void => {
    text += more;
  };
  const output = terminal === undefined ? { write } : { write, isTTY: true, columns: terminal.columns };
  return { output, text: () => text };
}

/** A flow whose hops go to a reporter and take 5 ms. */
function flowTo(reporter: Reporter): Flow {
  let time = 0;
  return createFlow({ now: () => (time += 5), onHop: (hop) => reporter.event({ type: 'hop', hop }) });
}

function call(flow: Flow, from: string, to: string, action: string, detail = ''): ReturnType<Flow['begin']> {
  return flow.begin({ from, to, action, detail }, 0);
}

const OK = { ok: true, text: '200' };

const RUN: RunProgress = {
  executionId: '1',
  pipelineType: 'bootstrap',
  environment: 'dev',
  status: 'running',
  stages: [
    { name: 'plan', status: 'succeeded' },
    { name: 'deploy', status: 'running' },
  ],
  finished: false,
};

function conversation(reporter: Reporter): void {
  const flow = flowTo(reporter);
  const chat = call(flow, 'you', 'gateway', 'POST /chat', 'Deploy it');
  const chatHandler = call(flow, 'gateway', 'chat-handler', 'Invoke');
  for (const status of ['running', 'running', 'succeeded'] as const) {
    const poll = call(flow, 'chat-handler', 'pipeline server', 'GET /executions/1');
    call(flow, 'pipeline server', 'GitLab', 'GET /projects/1/pipelines/7').end({ ok: true, text: `200 ${status}` });
    reporter.event({ type: 'progress', progress: { ...RUN, status, finished: status === 'succeeded' } });
    poll.end(OK);
  }
  call(flow, 'pipeline server', 'GitLab', 'GET /projects/1/pipelines').end(OK);
  reporter.event({ type: 'log', log: { part: 'mcp-proxy', level: 'info', message: 'all is well', fields: {} } });
  const fields = { execution_id: '1' };
  reporter.event({ type: 'log', log: { part: 'mcp-proxy', level: 'warn', message: 'not so well', fields } });
  chatHandler.end({ ok: false, text: '502' });
  chat.end(OK);
}

describe('the console, piped', () => {
  it('prints each call once, nested, with how it ended, and where the run stands whenever that changes', () => {
    const { output, text } = collect(undefined);
    conversation(createTextReporter({ output, colour: false }));
    expect(text().replace(/ {2,}(\d+|502) · /g, ' | $1 · ')).toMatchInlineSnapshot(`
      "  1  you → gateway  POST /chat Deploy it
        2    gateway → chat-handler  Invoke
        3      chat-handler → pipeline server  GET /executions/1
        4        pipeline server → GitLab  GET /projects/1/pipelines/7                  200 running · 5 ms
        ●  bootstrap in dev: running   plan ✓  deploy ▸
               chat-handler ◂ pipeline server | 200 · 10 ms
        ●  bootstrap in dev: succeeded   plan ✓  deploy ▸
        !  mcp-proxy: not so well (execution 1)
             gateway ◂ chat-handler | 502 · 40 ms
           you ◂ gateway | 200 · 45 ms
      "
    `);
  });

  it('cuts nothing', () => {
    const { output, text } = collect(undefined);
    const reporter = createTextReporter({ output, colour: false });
    const long = (end: string): string => `${'long '.repeat(60)}${end}`;
    const flow = flowTo(reporter);
    const chat = call(flow, 'you', 'gateway', 'POST /chat', long('said'));
    call(flow, 'gateway', 'chat-handler', long('action'), long('detail')).end({ ok: false, text: long('outcome') });
    chat.end(OK);
    reporter.event({ type: 'log', log: { part: 'p', level: 'error', message: long('cause'), fields: {} } });
    reporter.boot({ parts: [{ part: 'p', url: 'u', about: long('about') }], durationMs: 1, notes: [] });
    expect(text()).not.toContain('…');
    for (const end of ['said', 'action', 'detail', 'outcome', 'cause', 'about'])
      expect(text()).toContain(`long ${end}`);
  });

  it.each([
    [[], '     Interrupted before there was an answer. No run had been seen by then.'],
    [
      [{ ...RUN, url: 'http://ci/1' }],
      '     Interrupted. bootstrap in dev (execution 1) was still running; its end is not known here.\n     http://ci/1',
    ],
    [
      [{ ...RUN, status: 'succeeded', finished: true } as const],
      '     Interrupted. bootstrap in dev (execution 1) had ended: succeeded.',
    ],
  ])('says what was left when it is interrupted (%#)', (runs, said) => {
    const { output, text } = collect(undefined);
    createTextReporter({ output, colour: false }).interrupted({ message: 'm', runs, durationMs: 1 });
    expect(text()).toBe(`\n${said}\n\n`);
  });

  it('has no colours and no control characters', () => {
    const { output, text } = collect(undefined);
    conversation(createTextReporter({ output, colour: false }));
    expect(text()).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});

describe('the console on a terminal', () => {
  it('shows a moving line while the run goes on, and prints only its end', () => {
    const { output, text } = collect({ columns: 90 });
    const reporter = createTextReporter({ output, colour: true });
    conversation(reporter);
    reporter.close();
    const printed = text()
      .split('\n')
      .map((line) => line.slice(line.lastIndexOf('\r\u001b[2K') + 1).replace('\u001b[2K', ''));
    expect(printed.filter((line) => line.includes('bootstrap in dev'))).toHaveLength(1);
    expect(text()).toContain('\r\u001b[2K⠋ bootstrap in dev: running');
    expect(text()).toContain('\u001b[1mgateway\u001b[22m');
    expect(text().endsWith('\n') || text().endsWith('\r\u001b[2K')).toBe(true);
  });

  it('stays as it is while nobody asks for anything', () => {
    const { output, text } = collect({ columns: 80 });
    const flow = flowTo(createTextReporter({ output, colour: false }));
    call(flow, 'sweep', 'DynamoDB', 'Query').end(OK);
    call(flow, 'pipeline server', 'GitLab', 'GET /projects/1/pipelines').end(OK);
    expect(text()).toBe('');
  });

  it('wraps a warning instead of cutting it', () => {
    const { output, text } = collect({ columns: 80 });
    const message = `${'because '.repeat(20)}of this`;
    const reporter = createTextReporter({ output, colour: false });
    reporter.event({ type: 'log', log: { part: 'server', level: 'warn', message, fields: {} } });
    const lines = text().trimEnd().split('\n');
    expect(lines.map((line) => line.slice(5)).join(' ')).toBe(`server: ${message}`);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('keeps its lines within the width', () => {
    const { output, text } = collect({ columns: 80 });
    const reporter = createTextReporter({ output, colour: false });
    const flow = flowTo(reporter);
    const chat = call(flow, 'you', 'gateway', 'POST /chat', 'long '.repeat(50));
    call(flow, 'gateway', 'chat-handler', `POST /${'path'.repeat(12)}`, 'detail '.repeat(30)).end({
      ok: false,
      text: 'failed because '.repeat(20),
    });
    chat.end(OK);
    const lines = text()
      .replaceAll(/\r\u001b\[2K(?:⠋[^\r\n]*)?/g, '')
      .split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

describe('the console for programs', () => {
  it('prints the same as JSON, a line for each thing that happens', () => {
    const { output, text } = collect(undefined);
    const reporter = createJsonReporter(output);
    reporter.boot({ parts: [], durationMs: 5, notes: [] });
    conversation(reporter);
    reporter.answer({ message: 'm', answer: 'a', succeeded: true, outcome: 'succeeded', durationMs: 1 });
    reporter.interrupted({ message: 'm', runs: [RUN], durationMs: 1 });
    reporter.ready({ chatUrl: 'u', curl: 'c' });
    const lines = text()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(new Set(lines.map(({ type }) => type))).toEqual(
      new Set(['boot', 'hop', 'progress', 'log', 'answer', 'interrupted', 'ready']),
    );
    expect(lines.filter(({ type }) => type === 'log').map(({ fields }) => fields)).toEqual([{}, { execution_id: '1' }]);
    expect(lines.find(({ type }) => type === 'interrupted')).toMatchObject({ runs: [{ executionId: '1' }] });
    expect(lines.find(({ type, outcome }) => type === 'hop' && outcome !== undefined)).toMatchObject({
      from: 'pipeline server',
      to: 'GitLab',
      durationMs: 5,
    });
  });
});

describe('repeated calls', () => {
  it('are told again only when they fail in a new way', () => {
    const tree = createHopTree();
    const lines: HopLine[] = [];
    const flow = createFlow({ now: () => 0, onHop: (hop) => lines.push(...tree.add(hop)) });
    call(flow, 'you', 'server', 'GET /');
    for (const text of ['200', '200', '500', '500', '503', '200']) {
      call(flow, 'server', 'GitLab', 'GET /pipelines').end({ ok: text === '200', text });
    }
    expect(lines.map(({ hop }) => hop.outcome?.text)).toEqual([undefined, '200', '500', '503']);
  });
});

it('breaks an answer between words, and a link nowhere', () => {
  const link = `http://127.0.0.1:4000/${'x'.repeat(40)}`;
  expect(wrap(`one two three\n\n  four five ${link}`, 12)).toEqual([
    'one two',
    'three',
    '',
    '  four five',
    `  ${link}`,
  ]);
});
