import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepTail, toReadableLog } from '../src/index.ts';

describe('a readable log', () => {
  it.each([
    ['glpat-abcdefghijklmnopqrst', '[redacted]'],
    ['id AKIAIOSFODNN7EXAMPLE used', 'id [redacted] used'],
    ['key sluice_0AbC1dEf2GhI3jKl4MnO5pQr6StU7vWx8YzA9bCd0Ef used', 'key [redacted] used'],
    ['sluice_execution_id', 'sluice_execution_id'],
    ['Authorization: Bearer abc.def-123', 'Authorization: Bearer [redacted]'],
    ['DB_PASSWORD=hunter22', 'DB_PASSWORD=[redacted]'],
    ['"api_key": "abcdef1234"', '"api_key": "[redacted]"'],
    ['https://user:secret@host/path', 'https://user:[redacted]@host/path'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----', '[redacted]'],
    ['MIIE\nAQAB==\n-----END PRIVATE KEY-----\ndone', '[redacted]\ndone'],
    ['token ring network', 'token ring network'],
    ['deployed 3 tokens', 'deployed 3 tokens'],
  ])('%j becomes %j', (text, readable) => {
    expect(toReadableLog(text)).toBe(readable);
  });

  it('has no escape codes, control characters or hidden direction marks', async () => {
    await fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(toReadableLog(`\u001b]0;title\u0007${text}\u202e`)).not.toMatch(
          /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/,
        );
      }),
    );
  });

  it('is made of a long hostile text before the test runs out of time', () => {
    const hostile = `${'token='.repeat(50_000)}${'a'.repeat(500_000)} ${'-----BEGIN PRIVATE KEY-----'.repeat(1000)}`;

    expect(toReadableLog(hostile).length).toBeLessThan(hostile.length);
  });
});

describe('a hostile log takes no longer than its length', () => {
  it.each([
    ['spaces', ' '.repeat(60_000)],
    ['line ends', '\n'.repeat(60_000)],
    ['spaces after a name of a secret', `token${' '.repeat(60_000)}x`],
    ['half a JSON web token, again and again', 'eyJ-'.repeat(15_000)],
    ['commands to the terminal that do not end', '\u001b]8;;'.repeat(12_000)],
    ['the lines of a key that does not end', 'A\n'.repeat(30_000)],
  ])('%s', (_, text) => {
    const before = performance.now();
    toReadableLog(text);
    expect(performance.now() - before).toBeLessThan(400);
  });
});

describe('the tail of a text', () => {
  it('is the whole text when it is short', () => {
    expect(keepTail('one\ntwo', 10)).toBe('one\ntwo');
  });

  it('begins with a whole line and says that something is missing', () => {
    expect(keepTail('one\ntwo\nthree', 8)).toBe('[…]\nthree');
  });

  it('cuts a line that is longer than all there may be', () => {
    expect(keepTail('abcdef', 3)).toBe('[…]\ndef');
  });
});
