import { describeHours, describeTime, isWithin } from '../catalog/allowed-hours.ts';
import type { Pipeline, PipelineEnvironment } from '../catalog/catalog.ts';
import type { Clock } from '../clock.ts';
import { type FieldError, SluiceError } from '../errors/sluice-error.ts';
import { canonicalJson } from '../execution/canonical.ts';
import { REDACTED } from '../text/untrusted-text.ts';
import type { ExecuteRequest } from './execute.ts';

/** A request that the pipeline's schema and the rules of its environment allow. */
export interface ValidRequest {
  readonly environment: PipelineEnvironment;
  readonly tenantId: string | undefined;
  /** As they may be shown. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The values that may not be shown; absent where there are none. */
  readonly secretParameters: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Checks a request against the pipeline's schema and the rules of its environment.
 *
 * @throws SluiceError `invalid_parameters`, with all the fields that are wrong
 */
export function validateRequest(request: ExecuteRequest, pipeline: Pipeline): ValidRequest {
  const errors: FieldError[] = [];
  const environment = pipeline.environments.get(request.environment);
  if (environment === undefined) {
    const message = `"${request.environment}" is not an environment of this pipeline`;
    errors.push({ field: 'environment', message, allowed: [...pipeline.environments.keys()] });
  }
  for (const name of environment?.protectedParameters ?? []) {
    if (!isSet(request, pipeline, name)) continue;
    errors.push({ field: name, message: `may not be set in ${request.environment}` });
  }
  const input = { ...request.parameters, ...(request.tenantId === undefined ? {} : { tenant_id: request.tenantId }) };
  const result = pipeline.parameterSchema.validate(input);
  if (result.errors === undefined && errors.length === 0 && environment !== undefined) {
    return { environment, tenantId: result.tenantId, ...splitSecrets(result.parameters, pipeline) };
  }
  errors.push(...(result.errors ?? []));
  throw new SluiceError({
    code: 'invalid_parameters',
    message: `Nothing was started: ${errors.map(describeField).join('; ')}.`,
    fields: errors,
  });
}

/**
 * Refuses a start at a time at which the environment allows none.
 *
 * @throws SluiceError `outside_allowed_hours`, naming those that are allowed
 */
export function requireAllowedHours(clock: Clock, pipeline: Pipeline, environmentName: string): void {
  const hours = pipeline.environments.get(environmentName)?.allowedHours;
  const now = clock.now();
  if (hours === undefined || isWithin(hours, now)) return;
  throw new SluiceError({
    code: 'outside_allowed_hours',
    message:
      `Nothing was started by this request: ${pipeline.pipelineType} may be started in ${environmentName} on ` +
      `${describeHours(hours)} only, and it is ${describeTime(hours, now)} there. Ask again then.`,
    retryable: true,
  });
}

/** A protected parameter keeps its default: who names that very value sets nothing. */
function isSet({ parameters }: ExecuteRequest, { jsonSchema }: Pipeline, name: string): boolean {
  const value = parameters?.[name];
  if (value === undefined) return false;
  const standard = jsonSchema.properties?.[name]?.default;
  return standard === undefined || canonicalJson(value) !== canonicalJson(standard);
}

function splitSecrets(
  all: Readonly<Record<string, unknown>>,
  { parameterSchema }: Pipeline,
): Pick<ValidRequest, 'parameters' | 'secretParameters'> {
  const secrets = Object.entries(all).filter(([name]) => parameterSchema.secretNames.includes(name));
  if (secrets.length === 0) return { parameters: all, secretParameters: undefined };
  const shown = Object.fromEntries(secrets.map(([name]) => [name, REDACTED]));
  return { parameters: { ...all, ...shown }, secretParameters: Object.fromEntries(secrets) };
}

function describeField({ field, message, allowed }: FieldError): string {
  return `${field} ${message}${allowed === undefined ? '' : `, allowed: ${allowed.join(', ')}`}`;
}
