// SPDX-License-Identifier: GPL-3.0-or-later
// Writes what a server of this build answers to the story: record.mjs FILE. What has kept its shape stays as it is.
import { readFile, writeFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';

import { startDaemon } from './daemon.mjs';
import { play, shapeOf } from './story.mjs';

const box = await startDaemon();
try {
    const { answers, faults, document } = await play(box);
    const kept = await readFile(process.argv[2], 'utf8').then(JSON.parse, () => ({}));
    const same = (a, b) => a?.status === b.status && isDeepStrictEqual([shapeOf(a.answer), a.request], [shapeOf(b.answer), b.request]);
    for (const [operation, answer] of Object.entries(answers)) {
        if (same(kept[operation], answer))
            answers[operation] = kept[operation];
    }
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
