// SPDX-License-Identifier: GPL-3.0-or-later
// The examples of the contracts' documents, as they are written there. Two of the contracts know no keys: they are
// run with access.anonymous. What a document leaves open (an address, an id, a key) is filled in.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import WebSocket from 'ws';

import { eventually, startDaemon } from './daemon.mjs';
import { blocksOf, differencesOf, startModel } from './documented.mjs';

const answer = "I'd be happy to help you analyze the data. Please share the dataset.";
const support = {
    apiVersion: 'goagents.dev/v1',
    kind: 'AgentCluster',
    metadata: { name: 'customer-support' },
    spec: {
        agents: [{
            name: 'intent-classifier', provider: 'anthropic', model: 'claude-sonnet-4', system_prompt: 'You classify.',
            tools: [{ type: 'http', name: 'customer_db', url: 'https://api.example.com/customers' }],
        }],
    },
};

let model;
let box;
let folder;
let goagents;
let orchestrator;
let gateway;

before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'signalbox-documented-'));
    await writeFile(join(folder, 'anthropic.key'), 'sk-ant-test', { mode: 0o600 });
    model = await startModel(answer);
    box = await startDaemon('--access-anonymous', 'goagents,orchestrator', '--provider-keys', folder,
        '--provider-anthropic-base-url', model.url);
    [goagents, orchestrator, gateway] = await Promise.all(
        ['goagents.md', 'orchestrator.md', 'gateway.md'].map((name) => blocksOf(name)));
    const deployed = await ask('POST', '/api/v1/clusters', JSON.stringify(support));
    assert.equal(deployed.status, 201, await deployed.text());
});

after(async () => {
    await box?.stop();
    await model?.stop();
    await rm(folder, { recursive: true, force: true });
});

const ask = (method, path, body, headers = {}) => fetch(box.url + path, { method, body, headers: { 'Content-Type': 'application/json', ...headers } });
const here = (text) => text.replaceAll('http://localhost:8080', box.url).replaceAll('ws://localhost:8080', box.url.replace('http', 'ws'));
const under = (blocks, heading, language) => blocks.filter((block) => block.heading === heading && block.language === language);

// The model is played by this process, so it must not wait here.
const run = async (program, args) => (await promisify(execFile)(program, args, { cwd: folder, timeout: 60_000 })).stdout;

// Each request with the body that is shown for it, and what is shown as its answer.
async function ofReference(heading) {
    const [request] = under(goagents, heading, 'http');
    const shown = under(goagents, heading, 'json').map((block) => JSON.parse(block.text));
    const [line, ...headers] = request.text.split('\n');
    const [method, path] = line.split(' ');
    const body = shown.length > 1 || heading.startsWith('Stream') ? JSON.stringify(shown[0]) : undefined;
    const place = path.replace('{cluster_name}', 'customer-support').replace('{agent_id}', 'intent-classifier');
    const response = await ask(method, place, body, Object.fromEntries(headers.map((header) => header.split(': '))));
    return { response, expected: shown.at(-1) };
}

test('goagents: a complete chat flow, with curl', async () => {
    const [manifest] = under(goagents, 'Create Cluster', 'json');
    await writeFile(join(folder, 'my-cluster.json'), manifest.text);
    const [flow] = under(goagents, 'Complete Chat Flow', 'bash');
    const answers = (await run('bash', ['-e', '-c', here(flow.text)])).replaceAll('}{', '}\n{').split('\n').map((line) => JSON.parse(line));
    assert.deepEqual(answers.map((one) => one.success), [true, true, true, true]);
    assert.equal(answers[0].message, 'Cluster deployment initiated');
    assert.ok(answers[1].data.agents.some((agent) => agent.name === 'assistant'));
    for (const chat of answers.slice(2)) {
        assert.equal(chat.data.conversation_id, 'conv-001');
        assert.equal(chat.data.response, answer);
    }
});

test('goagents: the JavaScript example, with axios', async () => {
    const [code] = under(goagents, 'JavaScript/Node.js Example', 'javascript');
    const said = [];
    const make = new Function('require', 'console', `${here(code.text)}\nreturn { client, example };`);
    const { client, example } = make(createRequire(import.meta.url), { log: (...words) => said.push(words.join(' ')) });
    await example();
    assert.deepEqual(said, [`Agent response: ${answer}`]);
    assert.ok((await client.getMetrics()).data.requests.total > 0);
    const second = { ...support, metadata: { name: 'second' } };
    assert.equal((await client.deployCluster(second)).data.name, 'second');
});

test('goagents: the Python example, with requests', async () => {
    const [code] = under(goagents, 'Python Example', 'python');
    await writeFile(join(folder, 'example.py'), `${here(code.text)}\nassert client.get_clusters()["success"]\n`);
    assert.equal(await run('/usr/bin/python3', ['example.py']), `Agent response: ${answer}\n`);
});

test('goagents: the WebSocket that is planned', async () => {
    // The plan sends before it is connected, which a WebSocket does not do by itself.
    class Patient extends WebSocket {
        send(text) {
            if (this.readyState === WebSocket.CONNECTING)
                this.once('open', () => super.send(text));
            else
                super.send(text);
        }
    }
    const { data } = await (await ask('GET', '/api/v1/agents/assistant')).json();
    const [code] = under(goagents, 'WebSocket API (Future)', 'javascript');
    const socket = new Function('WebSocket', `${here(code.text).replace('agent-123', data.id)}\nreturn ws;`)(Patient);
    const lines = [];
    socket.on('message', (text) => lines.push(JSON.parse(text)));
    await eventually(() => lines.some((line) => line.type === 'end'));
    assert.ok(lines.every((line) => line.conversation_id === 'conv-123'));
    assert.equal(lines.at(-1).response, answer);
    socket.close();
});

for (const [heading, status] of [
    ['Health Check', 200], ['Readiness Check', 200], ['List Clusters', 200], ['Get Cluster Details', 200],
    ['Scale Cluster', 200], ['List Agents', 200], ['Get Agent Details', 200], ['Chat with Agent', 200], ['System Metrics', 200],
    ['Delete Cluster', 200],
]) {
    test(`goagents: ${heading} answers with what is shown`, async () => {
        const { response, expected } = await ofReference(heading);
        const body = await response.json();
        assert.equal(response.status, status, JSON.stringify(body));
        assert.deepEqual(differencesOf(expected, body), []);
        assert.equal(body.message, expected.message ?? body.message);
        if (heading === 'Chat with Agent')
            assert.equal(body.data.conversation_id, 'conv-456');
        if (heading === 'Delete Cluster')
            assert.equal((await ask('POST', '/api/v1/clusters', JSON.stringify(support))).status, 201);
    });
}

test('goagents: a stream has the lines that are shown', async () => {
    const { response } = await ofReference('Stream Chat with Agent');
    assert.match(response.headers.get('content-type'), /^text\/event-stream/);
    const shown = under(goagents, 'Stream Chat with Agent', '')[0].text;
    const linesOf = (text) => text.split('\n').filter((line) => line.startsWith('data: ')).map((line) => JSON.parse(line.slice(6)));
    const told = linesOf(await response.text());
    const first = (lines, type) => lines.find((line) => line.type === type);
    for (const type of ['start', 'token', 'end'])
        assert.deepEqual(differencesOf(first(linesOf(shown), type), first(told, type)), []);
    assert.equal(first(told, 'start').conversation_id, 'conv-789');
    assert.equal(told.filter((line) => line.type === 'token').map((line) => line.content).join(''), first(told, 'end').response);
});

test('goagents: Prometheus finds the names and labels that are shown', async () => {
    const told = await (await fetch(`${box.url}/metrics`, { headers: { 'X-API-Key': box.key } })).text();
    // Whoever is counted, and how often, is another matter; 1.0 and 1 are one number.
    const shapeOf = (line) => line.replace('"1.0"', '"1"').replace(/"(?!success|0\.|1"|\+)[^"]*"/g, '""').replace(/ [\d.]+$/, '');
    const known = new Set(told.split('\n').map((line) => (line.startsWith('#') ? line : shapeOf(line))));
    for (const line of under(goagents, 'Prometheus Metrics', '')[0].text.split('\n').filter((one) => one && !one.startsWith('# HELP')))
        assert.ok(known.has(line.startsWith('#') ? line : shapeOf(line)), line);
});

test("orchestrator: the document's own tests", async () => {
    const script = fileURLToPath(new URL('documented/run_tests.py', import.meta.url));
    const ran = [];
    for (const block of orchestrator) {
        const file = join(folder, `document${ran.length}.py`);
        await writeFile(file, block.text);
        ran.push(await run('/usr/bin/python3', [script, box.url, file]));
    }
    assert.deepEqual(ran, ['test_execute_workflow\ntest_invalid_workflow_type\n', 'test_full_workflow_execution\n']);
});

test('orchestrator: what is protected stays so', async () => {
    const body = JSON.stringify({ requirements: 'Create a calculator', workflow_type: 'full' });
    const refused = await ask('POST', '/protected/execute-workflow', body);
    assert.equal(refused.status, 401);
    assert.equal((await refused.json()).detail, 'Invalid authentication credentials');
    assert.equal((await ask('POST', '/protected/execute-workflow', body, { Authorization: `Bearer ${box.key}` })).status, 200);
});

test('gateway: a task is submitted and read as it is shown', async () => {
    const [wanted, queued, shown] = under(gateway, 'Agent Task Management', 'json').map((block) => block.text);
    const [header] = gateway.filter((block) => block.heading === 'Authentication');
    const authorization = { Authorization: header.text.replace('Authorization: ', '').replace('<your_api_key>', box.key) };
    const body = wanted.replace('<agent_name>', 'llm_agent').replace('<task_type>', 'summarize_text')
        .replace('{ ... }', '{ "text": "Refunds take 14 days. Ask the desk.", "summary_length": "short" }').replace('<priority>', 'normal');
    const submitted = await ask('POST', '/api/tasks', body, authorization);
    const task = await submitted.json();
    assert.equal(submitted.status, 201, JSON.stringify(task));
    assert.deepEqual(Object.keys(task).sort(), Object.keys(JSON.parse(queued)).sort());
    assert.equal(task.status, 'queued');
    const read = async () => (await ask('GET', `/api/tasks/${task.task_id}`, undefined, authorization)).json();
    const done = await eventually(async () => (await read()).status === 'completed' && read());
    assert.deepEqual(differencesOf(JSON.parse(shown.replace('{ ... }', '{ "summary": "" }').replace('"<error_message>"', 'null')), done), []);
    const refused = await ask('POST', '/api/tasks', body);
    assert.equal(refused.status, 401);
    assert.equal(typeof (await refused.json()).error, 'string');
});
