import { describe, expect, it } from 'vitest';
import { ConfigurationError, ExecutorError, SluiceError } from '../src/index.ts';

describe('an error of the family', () => {
  it('is recognised, also when another copy of the package threw it', () => {
    const foreign = Object.assign(new Error('x'), { code: 'forbidden', [Symbol.for('@sluice/error')]: true });

    expect(SluiceError.isInstance(new ExecutorError({ message: 'x' }))).toBe(true);
    expect(SluiceError.isInstance(foreign)).toBe(true);
    expect([new Error('x'), null, undefined, 'x', {}].some((value) => SluiceError.isInstance(value))).toBe(false);
  });

  it('tells the kinds apart', () => {
    expect(ExecutorError.isInstance(new ExecutorError({ message: 'x' }))).toBe(true);
    expect(ExecutorError.isInstance(new SluiceError({ code: 'forbidden', message: 'x' }))).toBe(false);
  });

  it('as JSON has neither cause nor stack', () => {
    const error = new ExecutorError({ message: 'no', cause: new Error('token glpat-1') });

    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: 'ExecutorError',
      code: 'executor_failed',
      message: 'no',
      retryable: false,
    });
  });

  it('assumes the worst of a start when it is not told', () => {
    expect(new ExecutorError({ message: 'x' }).outcome).toBe('unknown');
  });
});

it('a configuration error names each fault once', () => {
  const issue = { message: 'is wrong', path: ['pipelines', 'dns'] };

  expect(new ConfigurationError([issue, issue, { ...issue, document: 'dns' }]).message).toBe(
    'pipelines.dns: is wrong\ndns: pipelines.dns: is wrong',
  );
});
