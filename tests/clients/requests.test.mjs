// SPDX-License-Identifier: GPL-3.0-or-later
// axios, Python's requests and Prometheus' promtool.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import axios from 'axios';

import { eventually, startDaemon } from './daemon.mjs';

let box;

before(async () => { box = await startDaemon(); });
after(() => box?.stop());

test('axios submits, reads, uploads and is refused', async () => {
    const http = axios.create({ baseURL: box.url, headers: { Authorization: `Bearer ${box.key}` } });
    const submitted = await http.post('/api/v1/tasks', { query: 'What is 6 times 7?' });
    assert.equal(submitted.status, 200);
    const task = submitted.data.task_id;
    assert.equal(submitted.headers['x-workflow-id'], task);
    await eventually(async () => /COMPLETED/.test((await http.get(`/api/v1/tasks/${task}`)).data.status));
    const list = await http.get('/api/v1/tasks', { params: { limit: 5 } });
    assert.equal(list.data.tasks[0].task_id, task);

    const form = new FormData();
    form.append('file', new Blob(['# Refunds\n\nA refund takes seven days.\n'], { type: 'text/markdown' }), 'refunds.md');
    form.append('metadata', JSON.stringify({ title: 'Refunds', tags: ['policy'] }));
    const uploaded = await http.post('/v1/knowledge/documents', form);
    assert.ok(uploaded.status < 300);
    const found = await eventually(async () => {
        const { data } = await http.get('/v1/knowledge/search', { params: { q: 'refund days' } });
        return data.results.length && data;
    });
    assert.match(JSON.stringify(found), /seven days/);

    await assert.rejects(http.get('/api/v1/tasks/task-none'), (error) => {
        assert.equal(error.response.status, 404);
        assert.equal(typeof error.response.data.error, 'string');
        return true;
    });
});

test("Python's requests submits, streams and decides", () => {
    const script = fileURLToPath(new URL('requests_client.py', import.meta.url));
    const ran = spawnSync('/usr/bin/python3', [script, box.url, box.key], { encoding: 'utf8', timeout: 60_000 });
    assert.equal(ran.status, 0, ran.stderr);
    assert.match(ran.stdout, /passed/);
});

test('promtool likes the metrics', async () => {
    const answer = await fetch(`${box.url}/metrics`, { headers: { 'X-API-Key': box.key } });
    const ran = spawnSync('promtool', ['check', 'metrics'], { input: await answer.text(), encoding: 'utf8' });
    assert.equal(ran.error, undefined, 'promtool is in the package prometheus');
    assert.equal(ran.status, 0, ran.stdout + ran.stderr);
    assert.equal(ran.stdout + ran.stderr, '');
});
