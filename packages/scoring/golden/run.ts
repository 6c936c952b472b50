/** `npm run golden`: our scores against the golden values in the folder ROBATA_GOLDEN (default: the copy beside this file). */
import { runGolden } from './runGolden.ts';

const { passed, failures } = runGolden(process.env.ROBATA_GOLDEN || import.meta.dirname);
for (const failure of failures) console.log(failure);
if (passed + failures.length === 0) console.log('the folder holds no golden entries');
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = passed > 0 && failures.length === 0 ? 0 : 1;
