import type { Options } from 'tsup';
import { library } from '../../tsup.base.ts';

const options: Options = library({
  entry: { index: 'src/index.ts', main: 'src/main.ts', 'verifier-process': 'src/contract/verifier-process.ts' },
});
export default options;
