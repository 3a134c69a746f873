import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toBedrockDocument } from '@sluice/config';
import type { OpenApiDocument } from '@sluice/core';
import type { CfnAgent } from 'aws-cdk-lib/aws-bedrock';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import { synthesisedDirectory } from '../synthesised-directory.ts';

/** What stands in the template itself, in characters; a template has one megabyte for everything. */
const INLINE_CHARACTERS = 30_000;

/** Returns a document as an action group takes it. */
export type SchemaWriter = (name: string, document: OpenApiDocument) => CfnAgent.APISchemaProperty;

/** Makes what writes documents in Bedrock's dialect: into the template, or where they are long, to a file that the role may read. */
export function createSchemaWriter(scope: Construct, role: Role): SchemaWriter {
  return (name, document) => {
    const payload = JSON.stringify(toBedrockDocument(document));
    if (payload.length <= INLINE_CHARACTERS) return { payload };
    const path = join(synthesisedDirectory(scope, 'action-groups'), `${name}.json`);
    writeFileSync(path, payload);
    const asset = new Asset(scope, `Schema-${name}`, { path });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['s3:GetObject'],
        resources: [asset.bucket.arnForObjects(asset.s3ObjectKey)],
      }),
    );
    return { s3: { s3BucketName: asset.s3BucketName, s3ObjectKey: asset.s3ObjectKey } };
  };
}
