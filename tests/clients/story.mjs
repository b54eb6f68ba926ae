// SPDX-License-Identifier: GPL-3.0-or-later
// One request for each operation that answers with JSON, in an order in which all of them can succeed. What it
// answers is kept in resources/pages/answers.json, from which /openapi.json has its examples.
import { eventually } from './daemon.mjs';

// "get /api/v1/tasks/{id}" of "GET /api/v1/tasks/task-1?x=1", as the document names it; the longest literal wins.
export function operationOf(document, method, path) {
    const parts = path.split('?')[0].split('/');
    const fits = (template) => {
        const wanted = template.split('/');
        return wanted.length === parts.length && wanted.every((part, i) => part.startsWith('{') || part === parts[i]);
    };
    const found = Object.keys(document.paths)
        .filter((template) => fits(template) && document.paths[template][method.toLowerCase()])
        .sort((a, b) => a.split('{').length - b.split('{').length);
    return found.length ? `${method.toLowerCase()} ${found[0]}` : undefined;
}

// Long lists say no more than short ones, and no example tells a secret.
function plain(value, name = '') {
    if (Array.isArray(value))
        return value.slice(0, 2).map((item) => plain(item));
    if (value && typeof value === 'object')
        return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, key)]));
    if (typeof value !== 'string')
        return value;
    if (/^(sk[_-]|whsec_|eyJ)/.test(value))
        return `${value.match(/^(sk[_-]|whsec_|eyJ)/)[0]}…`;
    if (/password|token|secret/.test(name) && value.length > 24)
        return '…';
    return value;
}

// The names in a value, and in what is in it; nothing, where it says none.
export function shapeOf(value) {
    if (Array.isArray(value))
        return value.length ? [shapeOf(value[0])] : [];
    if (value && typeof value === 'object')
        return Object.fromEntries(Object.keys(value).sort().map((name) => [name, shapeOf(value[name])]));
    return null;
}

// Plays the story and tells what was answered, by operation.
export async function play(box) {
    const document = await (await fetch(`${box.url}/openapi.json`)).json();
    const answers = {};
    const faults = [];

    async function ask(method, path, body, headers = {}) {
        const operation = operationOf(document, method, path);
        if (!operation) {
            faults.push(`${method} ${path} is not in the document`);
            return {};
        }
        const sent = { 'X-API-Key': box.key, ...headers };
        if (body && !(body instanceof FormData))
            sent['Content-Type'] = 'application/json';
        const answer = await fetch(box.url + path, { method, headers: sent, body: body instanceof FormData ? body : body && JSON.stringify(body) });
        const text = await answer.text();
        if (!answer.ok) {
            faults.push(`${method} ${path}: ${answer.status} ${text}`);
            return {};
        }
        const json = text ? JSON.parse(text) : undefined;
        answers[operation] ??= {
            status: answer.status,
            ...(json !== undefined && { answer: plain(json) }),
            ...(body && !(body instanceof FormData) && { request: plain(body) }),
        };
        return json ?? {};
    }
    const ended = (task) => eventually(async () => /COMPLETED|FAILED|CANCELLED/.test((await box.call('GET', `/api/v1/tasks/${task}`)).status));

    for (const path of ['/health', '/ready', '/readiness', '/api/v1/info'])
        await ask('GET', path);
    await clusters(ask);
    await tasks(ask, box, ended);
    await sessions(ask);
    await schedules(ask);
    await chats(ask);
    await knowledge(ask);
    await agents(ask, document);
    await webhooks(ask, document);
    await ask('GET', '/api/v1/metrics');
    await workflows(ask);
    await ask('DELETE', '/api/v1/clusters/my-cluster');
    return { answers, faults, document };
}

async function clusters(ask) {
    const manifest = {
        apiVersion: 'goagents.dev/v1',
        kind: 'AgentCluster',
        metadata: { name: 'my-cluster', namespace: 'default' },
        spec: { agents: [{ name: 'assistant', provider: 'builtin', model: 'extractive-1', system_prompt: 'You are a helpful assistant.', tools: ['calculator', 'write_file'] }] },
    };
    await ask('POST', '/api/v1/clusters', manifest);
    await ask('GET', '/api/v1/clusters');
    await ask('GET', '/api/v1/clusters/my-cluster');
    await ask('PUT', '/api/v1/clusters/my-cluster', manifest);
    await ask('PATCH', '/api/v1/clusters/my-cluster', { shared: true });
    await ask('POST', '/api/v1/clusters/my-cluster/scale', { agent_name: 'assistant', instances: 2 });
    await ask('GET', '/api/v1/agents');
    await ask('GET', '/api/v1/agents/assistant');
    await ask('POST', '/api/v1/agents/assistant/chat', { message: 'What is 6 times 7?', conversation_id: 'conv-456' });
}

async function tasks(ask, box, ended) {
    const { task_id: first } = await ask('POST', '/api/v1/tasks', { query: 'What is 6 times 7?', session_id: 'arithmetic' });
    await ended(first);
    await ask('GET', `/api/v1/tasks/${first}`);
    await ask('GET', '/api/v1/tasks?limit=20');
    for (const part of ['events', 'timeline', 'steps', 'control-state'])
        await ask('GET', `/api/v1/tasks/${first}/${part}`);
    const { task_id: asks } = await ask('POST', '/api/v1/tasks/stream', { query: "write 'hello' to hello.md", session_id: 'arithmetic' });
    const approval = await eventually(async () => {
        const { approvals } = await box.call('GET', `/api/v1/approvals?status=pending&workflow_id=${asks}`);
        return approvals[0]?.approval_id;
    });
    await ask('GET', '/api/v1/approvals?status=pending');
    await ask('GET', '/api/v1/approvals/rules');
    const { rule_id: rule } = await ask('POST', '/api/v1/approvals/rules', { name: 'Refunds over 50 EUR', position: 1, tool: 'refund_order', condition: 'body.amount > 50', risk: 'high', deciders: ['administrator'], requester: 'may-not', approvals_needed: 2 });
    await ask('PUT', `/api/v1/approvals/rules/${rule}`, { name: 'Refunds over 100 EUR', tool: 'refund_order', condition: 'body.amount > 100', risk: 'high' });
    await ask('DELETE', `/api/v1/approvals/rules/${rule}`);
    await ask('GET', `/api/v1/approvals/${approval}`);
    await ask('POST', `/api/v1/tasks/${asks}/pause`, { reason: 'Lunch' });
    await ask('POST', `/api/v1/tasks/${asks}/resume`, { reason: 'Back' });
    await ask('POST', '/api/v1/approvals/decision', { workflow_id: asks, approval_id: approval, approved: true, feedback: 'Go ahead.' });
    await ended(asks);
    const { task_id: reviewed } = await box.call('POST', '/api/v1/tasks', { query: 'What is 6 times 7?', context: { require_review: true } });
    await eventually(async () => (await fetch(`${box.url}/api/v1/tasks/${reviewed}/review`, { headers: { 'X-API-Key': box.key } })).ok);
    await ask('GET', `/api/v1/tasks/${reviewed}/review`);
    await ask('POST', `/api/v1/tasks/${reviewed}/review`, { action: 'approve', message: 'Good.' });
    await ended(reviewed);
    const { task_id: third } = await box.call('POST', '/api/v1/tasks', { query: "write 'bye' to bye.md" });
    await ask('POST', `/api/v1/tasks/${third}/cancel`, { reason: 'Not needed' });
    await ask('POST', `/api/v1/tasks/${third}/retry`, { reason: 'Needed after all' });
    await box.call('POST', `/api/v1/tasks/${third}/cancel`, {});
}

async function sessions(ask) {
    await ask('GET', '/api/v1/sessions');
    await ask('GET', '/api/v1/sessions/arithmetic');
    await ask('GET', '/api/v1/sessions/arithmetic/history');
    await ask('GET', '/api/v1/sessions/arithmetic/events');
    await ask('PATCH', '/api/v1/sessions/arithmetic', { title: 'Sums' });
    await ask('DELETE', '/api/v1/sessions/arithmetic');
}

async function schedules(ask) {
    const wanted = { name: 'Morning report', cron_expression: '0 7 * * 1-5', timezone: 'Europe/Berlin', task_query: 'What happened overnight?', timeout_seconds: 600 };
    const { schedule_id: schedule } = await ask('POST', '/api/v1/schedules', wanted);
    await ask('GET', '/api/v1/schedules');
    await ask('GET', `/api/v1/schedules/${schedule}`);
    await ask('PUT', `/api/v1/schedules/${schedule}`, { description: 'Before the first meeting' });
    await ask('GET', `/api/v1/schedules/${schedule}/runs`);
    await ask('POST', `/api/v1/schedules/${schedule}/pause`, { reason: 'Holidays' });
    await ask('POST', `/api/v1/schedules/${schedule}/resume`, { reason: 'Back' });
    await ask('DELETE', `/api/v1/schedules/${schedule}`);
}

async function chats(ask) {
    const room = '/api/chat/sessions/room-1';
    await ask('POST', '/api/chat/sessions', { session_id: 'room-1', session_type: 'support', participants: ['ada'], title: 'Order 8841' });
    await ask('GET', '/api/chat/sessions');
    await ask('GET', room);
    await ask('POST', `${room}/join`, { user_id: 'grace' });
    const said = await ask('POST', `${room}/messages`, { content: 'Where is my parcel?', user_id: 'ada' });
    const message = said.message_id ?? said.message?.message_id ?? said.id;
    await ask('GET', `${room}/messages`);
    await ask('PATCH', `${room}/messages/${message}`, { new_content: 'Where is my order?', user_id: 'ada' });
    await ask('POST', `${room}/messages/${message}/receipts`, { status: 'read', user_id: 'grace' });
    await ask('DELETE', `${room}/messages/${message}?user_id=ada`);
    await ask('POST', `${room}/ai`, { enable: true, agent: 'assistant' });
    await ask('GET', '/api/chat/user/ada/sessions');
    await ask('GET', '/api/chat/metrics');
    await ask('POST', `${room}/leave`, { user_id: 'grace' });
    await ask('POST', `${room}/end`);
}

async function workflows(ask) {
    await ask('GET', '/workflow-types');
    const { session_id: workflow } = await ask('POST', '/execute-workflow', { requirements: "write 'hello' to hello.md", workflow_type: 'full' });
    await ask('DELETE', `/workflow-status/${workflow}`);
}

async function knowledge(ask) {
    const form = new FormData();
    form.append('file', new Blob(['# Refunds\n\nA refund takes seven days.\n']), 'refunds.md');
    form.append('metadata', JSON.stringify({ title: 'Refunds', tags: ['policy'] }));
    const { id, document_id: other } = await ask('POST', '/v1/knowledge/documents', form);
    await ask('GET', '/v1/knowledge/documents');
    await ask('GET', `/v1/knowledge/documents/${id ?? other}`);
    await ask('PATCH', `/v1/knowledge/documents/${id ?? other}`, { shared: true });
    await eventually(async () => (await ask('GET', '/v1/knowledge/search?q=refund')).results?.length);
    await ask('DELETE', `/v1/knowledge/documents/${id ?? other}`);
}

// Code runs in a sandbox that not every machine allows, so what it answered is told only where it is there.
async function agents(ask, document) {
    if (!document.paths['/v1/agents'])
        return;
    const { id: session } = await ask('POST', '/v1/sessions', { name: 'My Session', description: 'Session description', config: { timeout: 3600, max_iterations: 100 } });
    await ask('GET', '/v1/sessions?limit=10');
    await ask('GET', `/v1/sessions/${session}`);
    const { id: agent } = await ask('POST', '/v1/agents', { name: 'Data Processor', type: 'python', code: 'def process_data(data): return data["text"].upper()', requirements: [] });
    await ask('GET', '/v1/agents');
    await ask('GET', `/v1/agents/${agent}`);
    const { execution_id: other, id: execution = other } = await ask('POST', `/v1/agents/${agent}/execute`, { input_data: { text: 'hello world' }, session_id: session });
    await ask('GET', `/v1/agents/${agent}/executions`);
    await ask('GET', `/v1/agents/${agent}/executions/${execution}`);
    await ask('DELETE', `/v1/agents/${agent}`);
    await ask('PATCH', `/v1/sessions/${session}`, { status: 'completed' });
    await ask('DELETE', `/v1/sessions/${session}`);
}

async function webhooks(ask, document) {
    if (!document.paths['/v1/webhooks'])
        return;
    const { id } = await ask('POST', '/v1/webhooks', { url: 'https://example.com/webhook', events: ['session.completed', 'agent.failed'] });
    await ask('GET', '/v1/webhooks');
    await ask('GET', `/v1/webhooks/${id}`);
    const { id: delivery } = await ask('POST', `/v1/webhooks/${id}/test`);
    await ask('GET', `/v1/webhooks/${id}/deliveries`);
    await ask('GET', `/v1/webhooks/${id}/deliveries/${delivery}`);
    await ask('POST', `/v1/webhooks/${id}/deliveries/${delivery}/replay`);
    await ask('DELETE', `/v1/webhooks/${id}`);
}
