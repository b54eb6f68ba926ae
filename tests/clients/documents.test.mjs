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
import { play, shapeOf } from './story.mjs';

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

test('another linter finds no error', async () => {
    await writeFile(join(folder, 'rules.yaml'), 'extends: ["spectral:oas"]\n');
    run('spectral', 'lint', 'openapi.json', '--ruleset', 'rules.yaml', '--fail-severity', 'error', '--quiet');
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
    assert.ok(kept === current, 'sdk/javascript/src/openapi.d.ts is not current; run ./dev documents');
});

test('the examples are what a server answers', async () => {
    const kept = JSON.parse(await readFile(new URL('../../resources/pages/answers.json', import.meta.url), 'utf8'));
    const { answers, faults } = await play(box);
    assert.deepEqual(faults, []);
    assert.deepEqual(Object.keys(kept).sort(), Object.keys(answers).sort(), 'run ./dev documents');
    for (const [operation, { status, answer }] of Object.entries(answers)) {
        assert.equal(kept[operation].status, status, operation);
        assert.deepEqual(shapeOf(kept[operation].answer), shapeOf(answer), `${operation} is not current; run ./dev documents`);
    }
});

test('every operation that answers with JSON has a schema and an example', async () => {
    const document = JSON.parse(await readFile(join(folder, 'openapi.json'), 'utf8'));
    const without = [];
    for (const [path, item] of Object.entries(document.paths)) {
        for (const [method, { responses }] of Object.entries(item)) {
            for (const [status, { content }] of Object.entries(responses)) {
                const { schema, example } = content?.['application/json'] ?? {};
                if (status === '200' && !content)
                    without.push(`${method} ${path}`);
                if (schema && example === undefined && path !== '/openapi.json')
                    without.push(`${method} ${path} ${status}`);
            }
        }
    }
    assert.deepEqual(without, []);
});
