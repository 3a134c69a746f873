import type { Wire } from '@sluice/core';
import * as z from 'zod';
import { contract } from '../../src/http/contract.ts';

// Checked by `npm run types`: a schema that is the same as the generated type compiles, and every other one does not.

type Health = Wire['Health'];
type FieldError = Wire['FieldError'];

contract<Health>()(z.strictObject({ status: z.enum(['ok']) }));
contract<FieldError>()(
  z.strictObject({ field: z.string(), message: z.string(), allowed: z.array(z.string()).exactOptional() }),
);

// @ts-expect-error lacks the optional `allowed`
contract<FieldError>()(z.strictObject({ field: z.string(), message: z.string() }));
// @ts-expect-error adds `version`
contract<Health>()(z.strictObject({ status: z.enum(['ok']), version: z.string() }));
// @ts-expect-error makes `status` optional
contract<Health>()(z.strictObject({ status: z.enum(['ok']).exactOptional() }));
// @ts-expect-error lets `status` be any string
contract<Health>()(z.strictObject({ status: z.string() }));
// @ts-expect-error allows fewer values than the document
contract<{ status: 'ok' | 'degraded' }>()(z.strictObject({ status: z.enum(['ok']) }));
