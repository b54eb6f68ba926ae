// SPDX-License-Identifier: GPL-3.0-or-later
// Tools that read /openapi.json: a linter, and a generator whose types a compiler reads.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { startDaemon } from './daemon.mjs';

let box;
let folder;

before(async () => {
    box = await startDaemon();
    folder = await mkdtemp(join(tmpdir(), 'signalbox-document-'));
    const answer = await fetch(`${box.url}/openapi.json`);
    await writeFile(join(folder, 'openapi.json'), await answer.text());
});
after(async () => {
    await box?.stop();
    await rm(folder, { recursive: true, force: true });
});

function run(tool, ...parameters) {
    const program = fileURLToPath(new URL(`node_modules/.bin/${tool}`, import.meta.url));
    const environment = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    const ran = spawnSync(program, parameters, { cwd: folder, encoding: 'utf8', env: environment, timeout: 120_000 });
    assert.equal(ran.status, 0, ran.stdout + ran.stderr);
    return ran.stdout + ran.stderr;
}

test('a linter finds no error', () => {
    const said = run('redocly', 'lint', 'openapi.json', '--extends=recommended', '--format=summary');
    assert.match(said, /valid/);
    assert.doesNotMatch(said, /^error/m);
});

test('types are generated, which a compiler understands', async () => {
    run('openapi-typescript', 'openapi.json', '-o', 'types.ts');
    await writeFile(join(folder, 'use.ts'), `
import type { paths } from './types';
type Body = paths['/api/v1/tasks']['post']['requestBody']['content']['application/json'];
export const body: Body = { query: 'What is 6 times 7?', mode: 'simple' };
// @ts-expect-error a query is required
export const wrong: Body = { mode: 'simple' };
`);
    run('tsc', '--noEmit', '--strict', '--skipLibCheck', 'types.ts', 'use.ts');
});

test("the SDK's types are those of this server", async () => {
    const kept = await readFile(new URL('../../sdk/javascript/src/openapi.d.ts', import.meta.url), 'utf8');
    run('openapi-typescript', 'openapi.json', '-o', 'current.d.ts');
    const current = await readFile(join(folder, 'current.d.ts'), 'utf8');
    assert.ok(kept === current, 'sdk/javascript/src/openapi.d.ts is not current; run sdk/javascript/update-types');
});
