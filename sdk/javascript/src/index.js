// SPDX-License-Identifier: GPL-3.0-or-later
// Signalbox from JavaScript, with fetch alone.
import { eventsIn } from './stream.js';
import { webcrypto } from './webcrypto.js';

export { verifyWebhook, WrongSignature } from './webhooks.js';

const patience = 5; // tries to go on with a stream that yields nothing new

export class SignalboxError extends Error {
    // `status` is 0 when the server did not answer.
    constructor(text, { status = 0, code = '', body, retryAfter } = {}) {
        super(text);
        this.name = 'SignalboxError';
        Object.assign(this, { status, code, body, retryAfter });
    }
}

export class TaskFailed extends SignalboxError {
    constructor(task) {
        super(task.error || `The task ended as ${task.status}`, { body: task });
        this.name = 'TaskFailed';
    }
}

export class Signalbox {
    #key;
    #fetch;

    constructor({ url, key, fetch = globalThis.fetch } = {}) {
        const environment = globalThis.process?.env ?? {};
        this.url = (url ?? environment.SIGNALBOX_URL ?? 'http://127.0.0.1:8080').replace(/\/+$/, '');
        this.#key = key ?? environment.SIGNALBOX_KEY ?? '';
        this.#fetch = fetch.bind(globalThis);
    }

    // Tasks.

    // The same `idempotencyKey` with the same words submits once, however often it is called within a day.
    async submit(query, { idempotencyKey, ...options } = {}) {
        return this.request('POST', '/api/v1/tasks', { body: { query, ...options }, headers: await once(idempotencyKey) });
    }

    task(task) { return this.request('GET', `/api/v1/tasks/${part(task)}`); }

    async tasks(query = {}) { return (await this.request('GET', '/api/v1/tasks', { query })).tasks; }

    cancel(task, reason = '') { return this.#control(task, 'cancel', reason); }
    pause(task, reason = '') { return this.#control(task, 'pause', reason); }
    resume(task, reason = '') { return this.#control(task, 'resume', reason); }

    // The task once it has ended; a person may have to decide first.
    async wait(task, { timeout = 600_000, signal } = {}) {
        const end = Date.now() + timeout;
        for (let pause = 100; ; pause = Math.min(pause * 1.5, 2000)) {
            const shown = await this.request('GET', `/api/v1/tasks/${part(task)}`, { signal });
            if (/COMPLETED$/i.test(shown.status))
                return shown;
            if (/(FAILED|CANCELLED|TIMEOUT)$/i.test(shown.status))
                throw new TaskFailed(shown);
            if (Date.now() + pause > end)
                throw new SignalboxError(`The task is still ${shown.status}`, { code: 'timeout', body: shown });
            await sleep(pause);
        }
    }

    // What happens to a task, until it ends. A connection that is lost is opened again where it was.
    async *stream(task, { lastEventId = '', signal } = {}) {
        const path = `/api/v1/stream/sse?${new URLSearchParams({ workflow_id: task })}`;
        for (let tries = 0; ;) {
            try {
                const headers = { Accept: 'text/event-stream', ...(lastEventId && { 'Last-Event-ID': lastEventId }) };
                const answer = await this.#open('GET', path, { headers, signal });
                for await (const event of eventsIn(answer.body)) {
                    tries = 0;
                    lastEventId = event.id || lastEventId;
                    yield event;
                    if (event.type === 'done')
                        return;
                }
            } catch (error) {
                if (signal?.aborted || (error instanceof SignalboxError && error.status && error.status !== 429))
                    throw error;
                if (error instanceof SignalboxError && error.retryAfter)
                    await sleep(error.retryAfter * 1000);
            }
            if (++tries > patience)
                throw new SignalboxError('The stream was lost and could not be continued');
            await sleep(200 * 2 ** tries);
        }
    }

    // Approvals.

    async approvals({ status = 'pending', ...query } = {}) {
        return (await this.request('GET', '/api/v1/approvals', { query: { status, ...query } })).approvals;
    }

    // Lets the agent go on, with its arguments or with those of `modifiedAction`.
    approve(task, approval, { feedback = '', modifiedAction, seenAction } = {}) {
        return this.#decide(task, approval, true, feedback, modifiedAction, undefined, seenAction);
    }

    // The agent reads `feedback` as the answer to its call and goes on; `endTask` ends the task instead.
    reject(task, approval, { feedback = '', endTask } = {}) {
        return this.#decide(task, approval, false, feedback, undefined, endTask);
    }

    // Chat.

    // One turn with an agent; its answer is `response`.
    async chat(agent, message, { conversation, context } = {}) {
        const body = { message, conversation_id: conversation, context };
        return (await this.request('POST', `/api/v1/agents/${part(agent)}/chat`, { body })).data;
    }

    // The answer of a model, or of an agent ("cluster/agent").
    async complete(messages, { model = 'shannon-chat', signal, ...options } = {}) {
        const body = { model, messages: listOf(messages), ...options };
        return (await this.request('POST', '/v1/chat/completions', { body, signal })).choices[0].message.content;
    }

    // The same in pieces. Leaving the loop early cancels the task; what fails on the way is a SignalboxError.
    async *completeStream(messages, { model = 'shannon-chat', signal, ...options } = {}) {
        const body = { model, messages: listOf(messages), stream: true, ...options };
        const answer = await this.#open('POST', '/v1/chat/completions', { body, signal });
        for await (const event of eventsIn(answer.body)) {
            if (event.data === '[DONE]')
                return;
            if (event.data.error)
                throw new SignalboxError(event.data.error.message, { code: event.data.error.code, body: event.data });
            for (const choice of event.data.choices) {
                if (choice.delta.content)
                    yield choice.delta.content;
            }
        }
        throw new SignalboxError('The stream ended before the answer was whole');
    }

    // Knowledge.

    // A File, or a Blob with a name. The same `idempotencyKey` with the same document adds it once.
    async addDocument(file, { name = file.name ?? 'document.txt', title = name, tags = [], idempotencyKey } = {}) {
        const form = new FormData();
        form.append('metadata', JSON.stringify({ title, tags }));
        form.append('file', file, name);
        return this.request('POST', '/v1/knowledge/documents', { form, headers: await once(idempotencyKey) });
    }

    async documents(query = {}) { return (await this.request('GET', '/v1/knowledge/documents', { query })).documents; }
    document(document) { return this.request('GET', `/v1/knowledge/documents/${part(document)}`); }
    deleteDocument(document) { return this.request('DELETE', `/v1/knowledge/documents/${part(document)}`); }

    async search(q, { limit = 10 } = {}) {
        return (await this.request('GET', '/v1/knowledge/search', { query: { q, limit } })).results;
    }

    // Webhooks.

    // The answer holds the secret for verifyWebhook(); it is told this once.
    async addWebhook(url, events, { secret, idempotencyKey } = {}) {
        return this.request('POST', '/v1/webhooks', { body: { url, events, secret }, headers: await once(idempotencyKey) });
    }

    webhooks() { return this.request('GET', '/v1/webhooks'); }
    webhook(webhook) { return this.request('GET', `/v1/webhooks/${part(webhook)}`); }
    deleteWebhook(webhook) { return this.request('DELETE', `/v1/webhooks/${part(webhook)}`); }
    testWebhook(webhook) { return this.request('POST', `/v1/webhooks/${part(webhook)}/test`); }
    deliveries(webhook) { return this.request('GET', `/v1/webhooks/${part(webhook)}/deliveries`); }
    delivery(webhook, delivery) { return this.request('GET', `/v1/webhooks/${part(webhook)}/deliveries/${part(delivery)}`); }
    // Sends the same message again, as a new delivery.
    replay(webhook, delivery) { return this.request('POST', `/v1/webhooks/${part(webhook)}/deliveries/${part(delivery)}/replay`); }

    // Any other endpoint of /openapi.json: JSON in, JSON out.
    async request(method, path, { query, ...options } = {}) {
        const items = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
        const answer = await this.#open(method, items.length ? `${path}?${new URLSearchParams(items)}` : path, options);
        const text = await answer.text();
        return text ? JSON.parse(text) : null;
    }

    async #open(method, path, { body, form, headers, signal } = {}) {
        const sent = { ...headers, ...(this.#key && { 'X-API-Key': this.#key }) };
        if (body !== undefined)
            sent['Content-Type'] = 'application/json';
        let answer;
        try {
            answer = await this.#fetch(this.url + path, { method, headers: sent, body: form ?? (body && JSON.stringify(body)), signal });
        } catch (error) {
            if (signal?.aborted)
                throw error;
            throw new SignalboxError(`${this.url} does not answer: ${error.cause?.message ?? error.message}`);
        }
        if (!answer.ok)
            throw errorFrom(answer, await answer.text());
        return answer;
    }

    #control(task, action, reason) { return this.request('POST', `/api/v1/tasks/${part(task)}/${action}`, { body: { reason } }); }

    #decide(task, approval, approved, feedback, modifiedAction, endTask, seenAction) {
        const body = {
            workflow_id: task, approval_id: approval, approved, feedback, modified_action: modifiedAction, end_task: endTask, seen_action: seenAction,
        };
        return this.request('POST', '/api/v1/approvals/decision', { body });
    }
}

// Whichever contract the answer is of.
function errorFrom(answer, text) {
    let body = text;
    try {
        body = JSON.parse(text);
    } catch {
        // A proxy's page.
    }
    const said = body?.error ?? text;
    return new SignalboxError(said?.message ?? String(said), {
        status: answer.status,
        code: said?.code ?? '',
        body,
        retryAfter: Number(answer.headers.get('Retry-After')) || undefined,
    });
}

// A request that is sent again, by hand or because a connection broke, is carried out once.
const once = async (key) => ({ 'Idempotency-Key': key ?? (await webcrypto()).randomUUID() });
const part = (text) => encodeURIComponent(text);
const listOf = (messages) => (typeof messages === 'string' ? [{ role: 'user', content: messages }] : messages);
const sleep = (time) => new Promise((resolve) => setTimeout(resolve, time));
