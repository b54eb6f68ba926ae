// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the types of the description that a server of this build gives: types.mjs FILE
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { startDaemon } from './daemon.mjs';

const box = await startDaemon();
const folder = await mkdtemp(join(tmpdir(), 'signalbox-types-'));
try {
    const file = join(folder, 'openapi.json');
    await writeFile(file, await (await fetch(`${box.url}/openapi.json`)).text());
    const program = fileURLToPath(new URL('node_modules/.bin/openapi-typescript', import.meta.url));
    process.exitCode = spawnSync(program, [file, '-o', process.argv[2]], { stdio: 'inherit' }).status;
} finally {
    await box.stop();
    await rm(folder, { recursive: true, force: true });
}
