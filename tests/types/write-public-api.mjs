// Rewrites the report of the types: `cargo xtask public-api`.
import { writeFileSync } from 'node:fs';

import { REPORT, report } from './public-api.mjs';

writeFileSync(REPORT, report());
