import { writeFile } from 'node:fs/promises';
import { PRINTED, printed } from './contract.js';

// Run by `npm run schema`, after the contract was changed on purpose.
await writeFile(PRINTED, await printed());
