// SPDX-License-Identifier: GPL-3.0-or-later
import type { paths } from './openapi.js';

export type { components, operations, paths } from './openapi.js';

export type NewTask = paths['/api/v1/tasks']['post']['requestBody']['content']['application/json'];
export type ChatRequest = paths['/v1/chat/completions']['post']['requestBody']['content']['application/json'];
type Query<Path extends keyof paths> = paths[Path] extends { get: { parameters: { query?: infer Known } } } ? Nullable<NonNullable<Known>> : never;
type Nullable<Known> = { [Name in keyof Known]?: Known[Name] | null };

export type TasksQuery = Query<'/api/v1/tasks'>;
export type ApprovalsQuery = Query<'/api/v1/approvals'>;
export type DocumentsQuery = Query<'/v1/knowledge/documents'>;
export type Json = Record<string, any>;

export interface Event {
    id: string;
    type: string;
    data: any;
}

export type Message = ChatRequest['messages'][number];

export interface Signal {
    signal?: AbortSignal;
}

export interface Once {
    idempotencyKey?: string;
}

export type CompletionOptions = Signal & Omit<ChatRequest, 'messages' | 'stream'>;

export class SignalboxError extends Error {
    readonly status: number;
    readonly code: string;
    readonly details: Json;
    readonly body?: any;
    readonly retryAfter?: number;
}

export class NotAllowed extends SignalboxError {}
export class NotFound extends SignalboxError {}
export class Conflict extends SignalboxError {}
export class RateLimited extends SignalboxError {}
export class TaskFailed extends SignalboxError {}

export class Signalbox {
    readonly url: string;
    constructor(options?: { url?: string; key?: string; fetch?: typeof globalThis.fetch });

    submit(query: string, options?: Omit<NewTask, 'query'> & Once): Promise<Json & { task_id: string }>;
    task(task: string): Promise<Json>;
    tasks(query?: TasksQuery): Promise<Json[]>;
    cancel(task: string, reason?: string): Promise<Json>;
    pause(task: string, reason?: string): Promise<Json>;
    resume(task: string, reason?: string): Promise<Json>;
    /** `timeout` is in milliseconds. */
    wait(task: string, options?: Signal & { timeout?: number }): Promise<Json>;
    stream(task: string, options?: Signal & { lastEventId?: string }): AsyncGenerator<Event, void>;

    approvals(query?: ApprovalsQuery): Promise<Json[]>;
    approve(task: string, approval: string, options?: { feedback?: string; modifiedAction?: any; seenAction?: any }): Promise<Json>;
    reject(task: string, approval: string, options?: { feedback?: string; endTask?: boolean }): Promise<Json>;

    chat(agent: string, message: string, options?: { conversation?: string; context?: Json }): Promise<Json & { response: string }>;
    complete(messages: string | Message[], options?: CompletionOptions): Promise<string>;
    completeStream(messages: string | Message[], options?: CompletionOptions): AsyncGenerator<string, void>;

    addDocument(file: Blob, options?: { name?: string; title?: string; tags?: string[] } & Once): Promise<Json>;
    documents(query?: DocumentsQuery): Promise<Json[]>;
    document(document: string): Promise<Json>;
    deleteDocument(document: string): Promise<null>;
    search(text: string, options?: { limit?: number }): Promise<Json[]>;

    addWebhook(url: string, events: string[], options?: { secret?: string } & Once): Promise<Json & { id: string; secret: string }>;
    webhooks(): Promise<Json>;
    webhook(webhook: string): Promise<Json>;
    deleteWebhook(webhook: string): Promise<null>;
    testWebhook(webhook: string): Promise<Json>;
    deliveries(webhook: string): Promise<Json>;
    delivery(webhook: string, delivery: string): Promise<Json>;
    replay(webhook: string, delivery: string): Promise<Json>;

    request(method: string, path: string, options?: Signal & { query?: Json; body?: any; form?: FormData; headers?: Record<string, string> }): Promise<any>;
}

export class WrongSignature extends Error {}

/** `body` is what came, byte by byte; `tolerance` and `now` are in seconds. */
export function verifyWebhook(
    secret: string,
    headers: Headers | Record<string, string | string[] | undefined>,
    body: string | Uint8Array | ArrayBuffer,
    options?: { tolerance?: number; now?: number },
): Promise<any>;
