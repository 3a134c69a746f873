import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepTail, toReadableLog } from '../src/index.ts';

describe('a readable log', () => {
  it.each([
    ['glpat-abcdefghijklmnopqrst', '[redacted]'],
    ['id AKIAIOSFODNN7EXAMPLE used', 'id [redacted] used'],
    ['Authorization: Bearer abc.def-123', 'Authorization: Bearer [redacted]'],
    ['DB_PASSWORD=hunter22', 'DB_PASSWORD=[redacted]'],
    ['"api_key": "abcdef1234"', '"api_key": "[redacted]"'],
    ['https://user:secret@host/path', 'https://user:[redacted]@host/path'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----', '[redacted]'],
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
