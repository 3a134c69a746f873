import { ConfigurationError } from '@sluice/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAccess } from '../../src/access/parse-access.ts';

const SHA256 = 'a'.repeat(64);
const KNOWN = { environments: ['dev'], pipelines: ['dns'] };

describe('an access document', () => {
  it.each([
    ['YAML', `api_keys:\n  - id: ci\n    sha256: ${SHA256}\n    scopes: [read]\n    expires_at: 2027-03-31\n`],
    ['JSON', JSON.stringify({ api_keys: [{ id: 'ci', sha256: SHA256, scopes: ['read'], expires_at: '2027-03-31' }] })],
  ])('may be %s', (_, text) => {
    expect(parseAccess(text, 'access.yaml').apiKeys).toEqual([
      { id: 'ci', sha256: SHA256, scopes: ['read'], expiresAt: Date.UTC(2027, 2, 31) },
    ]);
  });

  it.each([
    ['', 'access.yaml:1:1: must be a group of'],
    ['api_keys: [', 'access.yaml:1:12: is no YAML'],
    ['api_keys: []\napi_keys: []', 'access.yaml:2:1: is no YAML'],
    ['issuers: *nobody', 'access.yaml:1:1: is no YAML'],
    ['a: 1\n---\nb: 2', 'is no YAML'],
    [
      `api_keys:\n  - id: ci\n    sha256: x\n    scopes: [read]`,
      'access.yaml:3:13: api_keys.0.sha256: must be the hash',
    ],
    [
      `api_keys:\n  - { id: ci, sha256: ${SHA256}, scopes: [read], environments: [dev, prod] }`,
      'api_keys.0.environments.1: "prod" is not in the catalog; there are: dev',
    ],
    [`api_keys:\n  - id: ci\n    scopes: [read]`, 'access.yaml:2:5: api_keys.0.sha256: is missing'],
    [`keys:\n  - id: ci`, 'access.yaml:2:3: keys: is not known here'],
  ])('says where it is wrong: %j', (text, fault) => {
    expect(() => parseAccess(text, 'access.yaml', KNOWN)).toThrow(fault);
  });

  it('does not repeat a key that stands where its hash should', () => {
    const key = `sluice_${'k'.repeat(43)}`;
    const text = `api_keys:\n  - id: ci\n    sha256: ${key}\n    scopes: [read]`;
    expect(() => parseAccess(text, 'access.yaml')).not.toThrow(key);
  });

  it('of any text is understood or refused with a line', async () => {
    const words = fc.constantFrom(
      'api_keys:',
      '  - id: ',
      'scopes: [',
      ']',
      '\n',
      '&a',
      '*a',
      '{',
      '}',
      '!!js',
      '? ',
      '<<: ',
    );
    const text = fc.array(fc.oneof(words, fc.string({ maxLength: 5 }))).map((parts) => parts.join(''));
    await fc.assert(
      fc.property(text, (content) => {
        try {
          parseAccess(content, 'access.yaml', KNOWN);
        } catch (error) {
          if (!(error instanceof ConfigurationError)) throw error;
          expect(error.message).toMatch(/^access\.yaml:\d+:\d+: \S/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('that grows when it is read is refused', () => {
    const bombs = Array.from(
      { length: 12 },
      (_, level) => `b${level}: &b${level} [${level === 0 ? 'x' : `*b${level - 1},`.repeat(10)}]`,
    );
    expect(() => parseAccess(bombs.join('\n'), 'access.yaml')).toThrow(ConfigurationError);
  });
});
