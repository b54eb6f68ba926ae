// SPDX-License-Identifier: GPL-3.0-or-later
// Writes what a server of this build answers to the story: record.mjs FILE
import { writeFile } from 'node:fs/promises';

import { startDaemon } from './daemon.mjs';
import { play } from './story.mjs';

const box = await startDaemon();
try {
    const { answers, faults, document } = await play(box);
    const sorted = Object.fromEntries(Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1)));
    await writeFile(process.argv[2], `${JSON.stringify(sorted, null, 1)}\n`);
    for (const fault of faults)
        console.error(fault);
    for (const [path, item] of Object.entries(document.paths)) {
        for (const method of Object.keys(item)) {
            if (!answers[`${method} ${path}`])
                console.error(`not asked: ${method} ${path}`);
        }
    }
} finally {
    await box.stop();
}
