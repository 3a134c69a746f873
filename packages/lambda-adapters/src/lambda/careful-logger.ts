import { REDACTED, redactSecrets, type ServiceLogger } from '@sluice/core';

/** Shorter values can't be told from other text. */
const SHORTEST_SECRET = 4;

/**
 * Makes a logger that says in each line which invocation it belongs to, and says no secret: neither one of those, nor what
 * looks like one. It never throws: a line that can't be written must not take the answer with it, when a pipeline may have
 * been started.
 */
export function carefulLogger(
  logger: ServiceLogger,
  about: Readonly<Record<string, unknown>>,
  secrets: readonly string[],
): ServiceLogger {
  const conceal = concealer(secrets);
  const at =
    (level: keyof ServiceLogger): ServiceLogger['info'] =>
    (fields, message) => {
      try {
        logger[level](concealIn({ ...about, ...fields }, conceal), message);
      } catch {
        // There is no other place to tell it.
      }
    };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

/** Makes what replaces secrets in a text. */
export function concealer(secrets: readonly string[]): (text: string) => string {
  const values = secrets.filter(({ length }) => length >= SHORTEST_SECRET).sort((a, b) => b.length - a.length);
  return (text) => redactSecrets(values.reduce((concealed, value) => concealed.replaceAll(value, REDACTED), text));
}

function concealIn(object: object, conceal: (text: string) => string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, concealed(value, conceal)]));
}

function concealed(value: unknown, conceal: (text: string) => string): unknown {
  if (typeof value === 'string') return conceal(value);
  if (Array.isArray(value)) return value.map((item) => concealed(item, conceal));
  return typeof value === 'object' && value !== null ? concealIn(value, conceal) : value;
}
