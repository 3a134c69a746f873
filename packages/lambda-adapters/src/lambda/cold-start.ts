let isFirst = true;

/** Whether this is the first invocation of this process, and somebody waited for it to start; true once at most. */
export function takeColdStart(): boolean {
  const isCold = isFirst && process.env['AWS_LAMBDA_INITIALIZATION_TYPE'] === 'on-demand';
  isFirst = false;
  return isCold;
}
