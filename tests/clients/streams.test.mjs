// SPDX-License-Identifier: GPL-3.0-or-later
// A browser's EventSource, whose connection is cut, and ws.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { EventSource } from 'eventsource';
import WebSocket from 'ws';

import { eventually, startDaemon } from './daemon.mjs';
import { startProxy } from './proxy.mjs';

const names = ['WORKFLOW_STARTED', 'DELEGATION', 'AGENT_THINKING', 'AGENT_STARTED', 'AGENT_COMPLETED', 'PROGRESS', 'TOOL_INVOKED', 'TOOL_OBSERVATION',
    'APPROVAL_REQUESTED', 'APPROVAL_DECISION', 'WORKFLOW_COMPLETED', 'thread.message.delta', 'thread.message.completed'];

let box;

before(async () => { box = await startDaemon(); });
after(() => box?.stop());

async function approve(task) {
    const pending = await eventually(async () => {
        const { approvals } = await box.call('GET', `/api/v1/approvals?status=pending&workflow_id=${task}`);
        return approvals[0];
    });
    await box.call('POST', '/api/v1/approvals/decision', { workflow_id: task, approval_id: pending.approval_id, approved: true });
}

test('an EventSource misses and repeats nothing when its connection is cut', async () => {
    const proxy = await startProxy(box.url);
    const { task_id: task } = await box.call('POST', '/api/v1/tasks', { query: "write 'hello' to hello.md" });
    const source = new EventSource(`${proxy.url}/api/v1/stream/sse?workflow_id=${task}&api_key=${box.key}`);
    const ids = [];
    let isDone = false;
    for (const name of names)
        source.addEventListener(name, (event) => ids.push(event.lastEventId));
    source.addEventListener('done', () => { isDone = true; source.close(); });
    const seen = new Set();
    source.addEventListener('APPROVAL_REQUESTED', () => seen.add('approval'));
    try {
        await eventually(() => seen.has('approval'));
        proxy.cut();
        await eventually(() => proxy.taken() >= 2);
        await approve(task);
        await eventually(() => isDone);
    } finally {
        source.close();
        proxy.stop();
    }
    assert.equal(new Set(ids).size, ids.length);
    const { events } = await box.call('GET', `/api/v1/tasks/${task}/events?limit=200`);
    const stored = events.filter((event) => event.type !== 'STREAM_END').map((event) => event.stream_id);
    assert.deepEqual(stored.filter((id) => !ids.includes(id)), []);
});

// As a page that forgets to close it; a browser opens it again and again unless it is told that there is nothing.
test('an EventSource that has seen the end does not come back', async () => {
    const { task_id: task } = await box.call('POST', '/api/v1/tasks', { query: 'What is 6 times 7?' });
    let requests = 0; // the connection may be the same
    const source = new EventSource(`${box.url}/api/v1/stream/sse?workflow_id=${task}&api_key=${box.key}`, {
        fetch: (address, options) => {
            ++requests;
            return fetch(address, options);
        },
    });
    try {
        await eventually(() => source.readyState === EventSource.CLOSED);
        assert.equal(requests, 2);
    } finally {
        source.close();
    }
});

test('ws receives every event and the end', async () => {
    const { task_id: task } = await box.call('POST', '/api/v1/tasks', { query: 'What is 6 times 7?' });
    const socket = new WebSocket(`${box.url.replace('http', 'ws')}/api/v1/stream/ws?workflow_id=${task}`, {
        headers: { 'X-API-Key': box.key },
    });
    const types = [];
    socket.on('message', (text) => {
        try {
            types.push(JSON.parse(text).type);
        } catch {
            types.push(String(text));
        }
    });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    await eventually(() => types.includes('WORKFLOW_COMPLETED'));
    socket.close();
    const { result } = await box.call('GET', `/api/v1/tasks/${task}`);
    assert.match(result, /42/);
});

test('ws without a key is refused', async () => {
    const socket = new WebSocket(`${box.url.replace('http', 'ws')}/api/v1/stream/ws?workflow_id=x`);
    const status = await new Promise((resolve) => {
        socket.once('unexpected-response', (_, answer) => resolve(answer.statusCode)).once('error', () => resolve(0));
    });
    assert.equal(status, 401);
});
