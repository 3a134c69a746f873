import { readFileSync } from 'node:fs';
import { isNobody } from '@sluice/mcp-server';
import { describe, expect, it } from 'vitest';
import { parseAccess } from '../../src/access/parse-access.ts';

const PAGE = readFileSync(new URL('../../../../docs/access.md', import.meta.url), 'utf8');

describe('docs/access.md', () => {
  const documents = [...PAGE.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text = '']) => text);

  it('has examples of each part', () => {
    for (const part of ['api_keys', 'issuers', 'gateway']) expect(documents.join('\n')).toContain(`${part}:\n`);
  });

  it.each(documents)('has access documents that can be used as they are: %#', (text) => {
    expect(isNobody(parseAccess(text, 'docs/access.md'))).toBe(false);
  });
});
