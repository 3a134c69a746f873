import type { LambdaFunction } from '../src/index.ts';

/** A function whose module is `fixtures/functions/<name>.ts`. */
export function fixtureFunction(name: string, overrides: Partial<LambdaFunction> = {}): LambdaFunction {
  return {
    name,
    module: new URL(`./fixtures/functions/${name}.ts`, import.meta.url).href,
    environmentVariables: {},
    timeoutMs: 3000,
    ...overrides,
  };
}
