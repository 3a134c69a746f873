import { describe, expect, it } from 'vitest';
import { functionAccess } from '../src/runtime/function-access.ts';

describe('who may ask the functions', () => {
  it('is whoever may invoke them, where nothing else is said', () => {
    const { gateway, apiKeys } = functionAccess({ SLUICE_INVOKER_SCOPES: 'read,execute' });
    expect({ gateway, apiKeys }).toMatchObject({ gateway: { direct: { scopes: ['read', 'execute'] } }, apiKeys: [] });
  });

  it('is whom the document names besides, in YAML or JSON', () => {
    const SLUICE_ACCESS = JSON.stringify({ gateway: { lambda: {} } });
    const { gateway } = functionAccess({ SLUICE_ACCESS, SLUICE_INVOKER_SCOPES: 'read' });
    expect(Object.keys(gateway)).toEqual(expect.arrayContaining(['direct', 'lambda']));
  });

  it('is nobody for the invocation alone, where that gives no scope', () => {
    expect(functionAccess({ SLUICE_ACCESS: 'gateway: { lambda: {} }' }).gateway.direct).toBeUndefined();
    expect(() => functionAccess({})).toThrow(/names nobody/);
  });

  it.each(['text', '[]', 'gateway: text'])('is told what is wrong with the document %j', (SLUICE_ACCESS) => {
    expect(() => functionAccess({ SLUICE_ACCESS, SLUICE_INVOKER_SCOPES: 'read' })).toThrow(/must be a group of/);
  });
});
