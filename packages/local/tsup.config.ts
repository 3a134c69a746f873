import type { Options } from 'tsup';
import { library } from '../../tsup.base.ts';

const options: Options = library({
  // The worker threads of the Lambda host start from a file of their own.
  entry: { index: 'src/index.ts', 'lambda-runtime': 'src/lambda-host/lambda-runtime.ts' },
});
export default options;
