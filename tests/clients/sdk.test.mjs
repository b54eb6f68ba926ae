// SPDX-License-Identifier: GPL-3.0-or-later
// The SDK for JavaScript against a server, also over a connection that is cut.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import * as sdk from '../../sdk/javascript/src/index.js';
import { desk, eventually, startDaemon } from './daemon.mjs';
import { startProxy } from './proxy.mjs';

const { Conflict, NotAllowed, NotFound, Signalbox, SignalboxError, TaskFailed, verifyWebhook, WrongSignature } = sdk;

let daemon;
let box;

before(async () => {
    daemon = await startDaemon('--webhooks-private');
    await daemon.call('POST', '/api/v1/clusters', desk);
    box = new Signalbox({ url: daemon.url, key: daemon.key });
});
after(() => daemon?.stop());

test('a stream goes on where it was', async () => {
    const proxy = await startProxy(daemon.url);
    const far = new Signalbox({ url: proxy.url, key: daemon.key });
    const { task_id: task } = await box.submit("write 'hello' to hello.md");
    const ids = [];
    try {
        for await (const event of far.stream(task)) {
            if (event.type === 'APPROVAL_REQUESTED') {
                proxy.cut();
                await box.approve(task, event.data.payload.approval_id);
            }
            if (event.type !== 'done')
                ids.push(event.id);
        }
    } finally {
        proxy.stop();
    }
    assert.ok(proxy.taken() >= 2);
    assert.equal(new Set(ids).size, ids.length);
    const { events } = await daemon.call('GET', `/api/v1/tasks/${task}/events?limit=200`);
    const stored = events.filter((event) => event.type !== 'STREAM_END').map((event) => event.stream_id);
    assert.deepEqual(stored.filter((id) => !ids.includes(id)), []);
    assert.match((await box.wait(task)).result, /hello\.md/);
});

test('a Python stream goes on where it was', async () => {
    const proxy = await startProxy(daemon.url);
    const script = `
import sys
from signalbox import Signalbox
near, far = (Signalbox(url, sys.argv[3]) for url in sys.argv[1:3])
task = near.submit("write 'hello' to hello.md")["task_id"]
ids = []
for event in far.stream(task):
    if event.type == "APPROVAL_REQUESTED":
        print("cut", flush=True)
        sys.stdin.readline()
        near.approve(task, event.data["payload"]["approval_id"])
    if event.type != "done":
        ids.append(event.id)
assert len(ids) == len(set(ids)), ids
assert near.wait(task)["result"]
events = near.request("GET", f"/api/v1/tasks/{task}/events", query={"limit": 200})["events"]
assert not [e for e in events if e["type"] != "STREAM_END" and e["stream_id"] not in ids]
`;
    const path = fileURLToPath(new URL('../../sdk/python/src', import.meta.url));
    const child = spawn('/usr/bin/python3', ['-c', script, daemon.url, proxy.url, daemon.key], {
        env: { ...process.env, PYTHONPATH: path, PYTHONDONTWRITEBYTECODE: '1' },
        stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdout.once('data', () => { proxy.cut(); child.stdin.write('\n'); });
    const code = await new Promise((resolve) => child.once('exit', resolve));
    const taken = proxy.taken();
    proxy.stop();
    assert.equal(code, 0);
    assert.ok(taken >= 2);
});

test('a rejected task, a cancelled one and a missing one', async () => {
    const { task_id: task } = await box.submit("write 'x' to x.md");
    const [approval] = await eventually(async () => {
        const pending = await box.approvals({ workflow_id: task });
        return pending.length && pending;
    });
    await box.reject(task, approval.approval_id, { feedback: 'No.', endTask: true });
    await assert.rejects(box.wait(task), TaskFailed);
    const second = (await box.submit("write 'y' to y.md")).task_id;
    await box.cancel(second, 'enough');
    await assert.rejects(box.wait(second), TaskFailed);
    await assert.rejects(box.task('task-none'), (error) => error instanceof SignalboxError && error.status === 404);
    const stranger = new Signalbox({ url: daemon.url, key: 'sk_wrong' });
    await assert.rejects(stranger.tasks(), (error) => error instanceof NotAllowed && error.status === 401);
    await assert.rejects(new Signalbox({ url: 'http://127.0.0.1:1' }).tasks(), (error) => error.status === 0);
});

const all = async (stream) => {
    const items = [];
    for await (const item of stream)
        items.push(item);
    return items;
};

test('a stream of nothing is refused, and one that was read ends', { timeout: 20_000 }, async () => {
    await assert.rejects(all(box.stream('task-none')), (error) => error instanceof NotFound && error.message === 'Workflow not found');
    const { task_id: task } = await box.submit('What is 6 times 7?');
    const events = await all(box.stream(task));
    const begun = Date.now();
    assert.deepEqual((await all(box.stream(task, { lastEventId: events.at(-2).id }))).map(({ type }) => type), ['done']);
    assert.deepEqual(await all(box.stream(task, { lastEventId: events.at(-1).id })), []);
    assert.ok(Date.now() - begun < 5000);
});

test('what has ended cannot be cancelled', async () => {
    const { task_id: task } = await box.submit('What is 6 times 7?');
    await box.wait(task);
    for (const act of ['cancel', 'pause', 'resume'])
        await assert.rejects(box[act](task), (error) => error instanceof Conflict && error.status === 409 && /completed/.test(error.message), act);
});

test('a refusal says what the server said, whichever contract it is of', async () => {
    const refusals = [
        ['/api/v1/tasks', {}, { words: /^Query is required$/ }],
        ['/api/v1/auth/register', { email: 'a@b.c', username: 'a', password: 'a long sentence' }, { words: /Ask an administrator/, code: 'registration_disabled' }],
        ['/api/tasks', {}, { words: /^agent_name is required$/ }],
        ['/api/chat/sessions', { settings: 3 }, { words: /^settings must be an object$/ }],
        ['/api/v1/agents/nobody/chat', { message: 'x' }, { words: /^agent nobody not found$/, code: 'AGENT_NOT_FOUND' }],
        ['/execute-workflow', {}, { words: /^requirements is required$/, code: 'INVALID_INPUT', field: 'requirements' }],
        ['/v1/sessions', {}, { words: /^The request is invalid \(name: required field missing\)$/, code: 'INVALID_REQUEST', field: 'name' }],
        ['/v1/chat/completions', {}, { words: /^messages is required$/, code: 'invalid_request', field: 'messages' }],
    ];
    for (const [path, body, { words, code = '', field }] of refusals) {
        await assert.rejects(box.request('POST', path, { body }), (error) => {
            assert.match(error.message, words);
            assert.deepEqual([error.code, error.details.field], [code, field], path);
            return true;
        });
    }
});

test('what is null is left out', async () => {
    assert.ok((await box.tasks({ status: null, limit: 5 })).length);
    assert.ok((await box.approvals({ status: null })).length);
});

test('a secret that cannot be used is said to be so', async () => {
    for (const [secret, words] of [['whsec_!!!', /not base64/], ['whsec_', /not base64/], ['', /no secret/], [undefined, /no secret/]])
        await assert.rejects(verifyWebhook(secret, {}, '{}'), (error) => error instanceof TypeError && words.test(error.message));
});

test('what the READMEs show imports what it uses', async () => {
    const blocks = async (language) => {
        const text = await readFile(fileURLToPath(new URL(`../../sdk/${language}/README.md`, import.meta.url)), 'utf8');
        return [...text.matchAll(/^```(?:js|python)\n(.*?)^```/gms)].map(([, code]) => code.replace(/(\/\/|#) .*$/gm, ''));
    };
    const imported = (code) => code.match(/import \{?([^}\n]*)\}? from|from signalbox import (.*)/)?.slice(1).join(' ') ?? '';
    const names = { javascript: Object.keys(sdk), python: ['Signalbox', 'verify_webhook', 'WrongSignature', 'NotFound'] };
    for (const [language, known] of Object.entries(names)) {
        for (const code of await blocks(language)) {
            const used = known.filter((name) => new RegExp(`\\b${name}\\b`).test(code));
            assert.deepEqual(used.filter((name) => !new RegExp(`\\b${name}\\b`).test(imported(code))), [], code);
        }
    }
});

test('chat and completions', async () => {
    const turn = await box.chat('assistant', 'What is 2 + 3?');
    assert.match(turn.response, /5/);
    assert.match(await box.complete('What is 6 times 7?', { model: 'desk/assistant' }), /42/);
    let text = '';
    for await (const piece of box.completeStream([{ role: 'user', content: 'What is 6 times 7?' }]))
        text += piece;
    assert.match(text, /42/);
});

test('the same key submits once, and adds a document once', async () => {
    const submit = (idempotencyKey) => box.submit('What is 6 times 7?', { idempotencyKey });
    const [first, same] = await Promise.all([submit('js-1'), submit('js-1')]);
    assert.equal(same.task_id, first.task_id);
    assert.equal((await submit('js-1')).task_id, first.task_id);
    assert.notEqual((await submit('js-2')).task_id, first.task_id);
    assert.notEqual((await submit()).task_id, first.task_id);
    const add = (words) => box.addDocument(new Blob([words]), { name: 'once.txt', idempotencyKey: 'js-3' });
    const added = await add('The heron fishes.');
    assert.equal((await add('The heron fishes.')).id, added.id);
    assert.notEqual((await add('The heron sleeps.')).id, added.id);
    assert.equal((await box.document(added.id)).title, 'once.txt');
    assert.ok((await box.documents({ limit: 5 })).some(({ id }) => id === added.id));
    await box.deleteDocument(added.id);
    await assert.rejects(box.document(added.id), (error) => error.status === 404);
});

test('a webhook is added, tested, checked, replayed and deleted', async () => {
    const heard = [];
    const of = (type) => heard.filter(({ body }) => JSON.parse(body).type === type);
    const receiver = createServer(async (request, response) => {
        let body = '';
        for await (const piece of request.setEncoding('utf8'))
            body += piece;
        heard.push({ headers: request.headers, body });
        response.writeHead(204).end();
    });
    await once(receiver.listen(0, '127.0.0.1'), 'listening');
    try {
        const url = `http://127.0.0.1:${receiver.address().port}/hook`;
        const { id, secret } = await box.addWebhook(url, ['task.completed'], { idempotencyKey: 'js-hook' });
        assert.equal((await box.addWebhook(url, ['task.completed'], { idempotencyKey: 'js-hook' })).id, id);
        assert.equal((await box.webhook(id)).url, url);
        assert.equal((await box.webhooks()).total, 1);
        const sent = await box.testWebhook(id);
        const { headers, body } = await eventually(() => of('webhook.test')[0]);
        assert.equal((await verifyWebhook(secret, headers, body)).id, sent.payload.id);
        await assert.rejects(verifyWebhook(secret, headers, `${body} `), WrongSignature);
        const { task_id: task } = await box.submit('What is 6 times 7?');
        await box.wait(task);
        const told = await eventually(() => of('task.completed').find(({ body: text }) => text.includes(task)));
        assert.equal((await verifyWebhook(secret, told.headers, told.body)).data.task_id, task);
        await eventually(async () => (await box.delivery(id, sent.id)).status === 'delivered');
        assert.equal((await box.replay(id, sent.id)).replay_of, sent.id);
        await eventually(() => of('webhook.test').length === 2);
        assert.equal(of('webhook.test')[1].body, body);
        assert.equal((await box.deliveries(id)).deliveries.length, heard.length);
        assert.equal(await box.deleteWebhook(id), null);
        assert.equal((await box.webhooks()).total, 0);
    } finally {
        receiver.close();
    }
});

test('a webhook is checked byte by byte', async () => {
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const body = Buffer.from('{"type":"task.completed","words":"größer"}');
    const signature = createHmac('sha256', Buffer.alloc(32, 7)).update('msg-1.1000.').update(body).digest('base64');
    const headers = { 'webhook-id': ['msg-1'], 'webhook-timestamp': '1000', 'webhook-signature': `v1,${signature}`, host: undefined };
    for (const form of [body, new Uint8Array(body), Uint8Array.from(body).buffer, body.toString()])
        assert.equal((await verifyWebhook(secret, headers, form, { now: 1000 })).words, 'größer');
});

test('the Python SDK does the same', async () => {
    const script = fileURLToPath(new URL('sdk_client.py', import.meta.url));
    const path = fileURLToPath(new URL('../../sdk/python/src', import.meta.url));
    const child = spawn('/usr/bin/python3', [script, daemon.url, daemon.key], {
        env: { ...process.env, PYTHONPATH: path, PYTHONDONTWRITEBYTECODE: '1' },
        stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (text) => { said += text; });
    const [code] = await once(child, 'close');
    assert.equal(code, 0);
    assert.match(said, /passed/);
});

test('it can be required, and installed', async () => {
    const root = fileURLToPath(new URL('../../sdk/javascript', import.meta.url));
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-require-'));
    const run = (program, ...parameters) => spawnSync(program, parameters, { cwd: folder, encoding: 'utf8', env: { ...process.env, SIGNALBOX_URL: daemon.url, SIGNALBOX_KEY: daemon.key } });
    try {
        const script = fileURLToPath(new URL('commonjs.mjs', import.meta.url));
        assert.equal(run(process.execPath, script, join(root, 'src'), join(folder, 'current')).status, 0);
        for (const name of await readdir(join(folder, 'current')))
            assert.equal(await readFile(join(root, 'commonjs', name), 'utf8'), await readFile(join(folder, 'current', name), 'utf8'), `commonjs/${name} is not current; run ./dev documents`);
        await writeFile(join(folder, 'package.json'), '{}');
        const installed = run('npm', 'install', '--offline', '--no-audit', '--no-fund', root);
        assert.equal(installed.status, 0, installed.stderr);
        await writeFile(join(folder, 'use.cjs'), `
const { Signalbox, verifyWebhook } = require('signalbox');
new Signalbox().complete('What is 6 times 7?').then((text) => console.log(typeof verifyWebhook, text));
`);
        const asked = run(process.execPath, 'use.cjs');
        assert.match(asked.stdout, /^function .*42/, asked.stderr);
        await writeFile(join(folder, 'use.cts'), `
import { Signalbox, type NewTask } from 'signalbox';
const wanted: NewTask = { query: 'x', mode: 'simple' };
// @ts-expect-error no such mode
const wrong: NewTask = { query: 'x', mode: 'sideways' };
export const task = new Signalbox({ key: 'x' }).submit(wanted.query);
`);
        const compiler = fileURLToPath(new URL('node_modules/.bin/tsc', import.meta.url));
        const compiled = run(compiler, '--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', 'use.cts');
        assert.equal(compiled.status, 0, compiled.stdout);
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
});

test('what fails within a stream is an error', async () => {
    const failing = createServer((request, answer) => {
        answer.writeHead(200, { 'Content-Type': 'text/event-stream' });
        answer.end(request.headers['x-api-key'] === 'cut' ? 'data: {"choices":[]}\n\n' : 'data: {"error":{"message":"The provider is not there","code":"internal_error"}}\n\ndata: [DONE]\n\n');
    });
    await new Promise((resolve) => failing.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${failing.address().port}`;
    try {
        for (const [key, expected] of [['x', /The provider is not there/], ['cut', /before the answer was whole/]]) {
            const read = async () => { for await (const piece of new Signalbox({ url, key }).completeStream('x')) assert.fail(piece); };
            await assert.rejects(read, (error) => error instanceof SignalboxError && expected.test(error.message));
            const script = `from signalbox import Signalbox, SignalboxError
try:
    list(Signalbox("${url}", key="${key}").complete_stream("x"))
except SignalboxError as error:
    print(error)
`;
            const path = fileURLToPath(new URL('../../sdk/python/src', import.meta.url));
            const child = spawn('/usr/bin/python3', ['-c', script], { env: { ...process.env, PYTHONPATH: path, PYTHONDONTWRITEBYTECODE: '1' }, stdio: ['ignore', 'pipe', 'inherit'] });
            let said = '';
            child.stdout.on('data', (text) => { said += text; });
            await once(child, 'close');
            assert.match(said, expected);
        }
    } finally {
        failing.close();
    }
});

test('a compiler understands its types', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-types-'));
    try {
        const source = fileURLToPath(new URL('../../sdk/javascript/src/index.js', import.meta.url));
        await writeFile(join(folder, 'use.mts'), `
import { createServer } from 'node:http';
import { Signalbox, verifyWebhook } from '${source}';
const box = new Signalbox({ key: 'x' });
const { task_id } = await box.submit('x', { mode: 'simple', max_iterations: 3 });
for await (const event of box.stream(task_id))
    console.log(event.type);
const text: string = await box.complete('x', { model: 'desk/assistant', temperature: 0.2 });
// @ts-expect-error no such mode
await box.submit('x', { mode: 'sideways' });
const { id, secret } = await box.addWebhook('https://example.org', ['task.completed'], { idempotencyKey: 'one' });
await box.replay(id, secret);
console.log(text, await verifyWebhook('s', new Headers(), '{}'));
createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request)
        parts.push(part);
    response.end(String(await verifyWebhook(secret, request.headers, Buffer.concat(parts))));
});
await box.tasks({ status: null, limit: 5, before: task_id });
await box.documents({ limit: 5 });
// @ts-expect-error no such filter
await box.tasks({ statsu: 'failed' });
// @ts-expect-error no such filter
await box.approvals({ page: 2 });
// @ts-expect-error no such field
await box.submit('x', { bogus: 1 });
`);
        const compiler = fileURLToPath(new URL('node_modules/.bin/tsc', import.meta.url));
        const typesOfNode = fileURLToPath(new URL('node_modules/@types', import.meta.url));
        const ran = spawnSync(compiler, ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--typeRoots', typesOfNode, '--types', 'node', join(folder, 'use.mts')], { encoding: 'utf8' });
        assert.equal(ran.status, 0, ran.stdout + ran.stderr);
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
});
