import { Logger } from '@aws-lambda-powertools/logger';
import type { ServiceLogger } from '@sluice/core';

/** Makes the logger of a handler: one JSON line for each call, in the format of Powertools. */
export function createLambdaLogger(service: string): ServiceLogger {
  const logger = new Logger({ serviceName: `sluice-${service}` });
  return {
    info: (fields, message) => logger.info(message, fields),
    warn: (fields, message) => logger.warn(message, fields),
    error: (fields, message) => logger.error(message, fields),
  };
}

/** Logs how an invocation ended: a warning when the caller was refused, an error when something failed. */
export function logOutcome(logger: ServiceLogger, status: number, fields: Record<string, unknown>): void {
  const line = { ...fields, status };
  if (status >= 500) logger.error(line, 'The invocation failed');
  else if (status >= 400) logger.warn(line, 'The invocation was refused');
  else logger.info(line, 'The invocation was answered');
}
