import { expect, it } from 'vitest';
import { pipelineTypeOf } from '../src/index.ts';

it.each([
  ['/pipelines/bootstrap/executions', 'bootstrap'],
  ['/pipelines/data-lake_2/executions', 'data-lake_2'],
  ['execute-bootstrap-pipeline', 'bootstrap'],
  ['execute_bootstrap_pipeline', 'bootstrap'],
  ['executeBootstrapPipeline', 'bootstrap'],
  ['executeDataLakePipeline', 'data-lake'],
  ['/pipelines/bootstrap', undefined],
  ['/pipelines/{pipeline_type}/executions', undefined],
  ['/pipelines/../executions', undefined],
  ['/executions/{execution_id}', undefined],
  ['get-execution', undefined],
  ['execute-pipeline', undefined],
  ['', undefined],
])('%s executes %s', (tool, pipelineType) => {
  expect(pipelineTypeOf(tool)).toBe(pipelineType);
});
