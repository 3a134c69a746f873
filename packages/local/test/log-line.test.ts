import { expect, it } from 'vitest';
import type { LogLine } from '../src/index.ts';
import { functionLogLine, lineLogger } from '../src/runtime/log-line.ts';

const TOKEN = `glpat-${'x'.repeat(20)}`;

function readLine(entry: object): LogLine {
  return functionLogLine({ functionName: 'mcp-proxy', stream: 'stdout', line: JSON.stringify(entry) });
}

it('keeps what a line of a function carries', () => {
  const error = { name: 'SluiceError', code: 'store_unavailable', message: 'The store failed.' };
  const carried = { session_id: 's', execution_id: 'e', error, cold_start: true };
  expect(
    readLine({ level: 'ERROR', message: 'A tool failed', timestamp: 't', service: 'sluice-mcp-proxy', ...carried }),
  ).toEqual({ part: 'mcp-proxy', level: 'error', message: 'A tool failed: The store failed.', fields: carried });
});

it('has no fields where the line is a text', () => {
  expect(functionLogLine({ functionName: 'f', stream: 'stderr', line: 'hello' })).toEqual({
    part: 'f',
    level: 'warn',
    message: 'hello',
    fields: {},
  });
});

it('makes fields fit for JSON, and shows no secret', () => {
  const lines: LogLine[] = [];
  const loop: Record<string, unknown> = {};
  loop['self'] = loop;
  lineLogger('server', (line) => lines.push(line)).warn(
    {
      execution_id: 'e',
      reason: `no ${TOKEN}`,
      password: 'hunter22',
      nested: [{ url: `https://a:${TOKEN}@b` }],
      big: 1n,
      missing: undefined,
      at: new Date(0),
      cause: new Error(TOKEN),
      loop,
    },
    'It failed',
  );
  const [line] = lines;
  expect(line).toMatchObject({
    part: 'server',
    level: 'warn',
    message: 'It failed: no [redacted]',
    fields: {
      execution_id: 'e',
      reason: 'no [redacted]',
      password: '[redacted]',
      big: '1',
      at: '1970-01-01T00:00:00.000Z',
      cause: { name: 'Error', message: '[redacted]' },
    },
  });
  const json = JSON.stringify(line);
  expect(json).not.toContain(TOKEN);
  expect(JSON.parse(json)).toEqual(line);
});
