/**
 * A function as the Lambda host runs it.
 *
 * @public
 */
export interface LambdaFunction {
  readonly name: string;
  /** URL of the built module. */
  readonly module: string;
  /** What the module exports the handler as. @defaultValue 'handler' */
  readonly handler?: string | undefined;
  /** All that the function finds in `process.env`, beside what Lambda itself sets. */
  readonly environmentVariables: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** @defaultValue 256 */
  readonly memorySizeMb?: number | undefined;
  /** How many events it may work on at a time; one more is throttled. @defaultValue 50 */
  readonly concurrency?: number | undefined;
}

/** A line that a function wrote, or the host about it. @public */
export interface FunctionLogLine {
  readonly functionName: string;
  readonly stream: 'stdout' | 'stderr';
  readonly line: string;
}

export const DEFAULT_MEMORY_MB = 256;

export const DEFAULT_HANDLER = 'handler';

export const DEFAULT_CONCURRENCY = 50;

/** The region that everything local claims to be in. */
export const REGION = 'eu-west-1';

/** The account that everything local claims to belong to. */
export const ACCOUNT_ID = '000000000000';

/** Returns the name that AWS would give the function. */
export function functionArn(functionName: string): string {
  return `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${functionName}`;
}
