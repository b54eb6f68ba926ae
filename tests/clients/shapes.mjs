// SPDX-License-Identifier: GPL-3.0-or-later
// Puts together what the tests of the server were answered, a line each, into one schema for each operation and
// status: shapes.mjs ANSWERS FILE. /openapi.json has its schemas from it where a row names no fields.
import { readFile, writeFile } from 'node:fs/promises';

// What is in these is the caller's, a model's or a tool's: any JSON.
const free = new Set(['agent_input', 'arguments', 'context', 'edited_arguments', 'input', 'input_data', 'output', 'params', 'payload', 'response_data', 'settings', 'task_context']);
// These have names of the caller's, too, but only where the contract gives them none of its own.
const freeBelow = [[/^(get|post|patch) \/api\/chat\//, new Set(['metadata'])], [/api\/v1\/clusters/, new Set(['labels'])], [/ \/api\/tasks\//, new Set(['result'])],
    [/\/api\/v1\/tasks\/\{id\}$/, new Set(['response'])], [/\/workflow-status\//, new Set(['partial_results'])]];

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
const typeOf = (value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

// One more value of a schema; `isFree` says of a name whether what it holds has any form.
function grow(shape, value, isFree) {
    shape.types ??= new Set();
    shape.types.add(typeOf(value));
    if (Array.isArray(value)) {
        shape.items ??= {};
        value.forEach((item) => grow(shape.items, item, isFree));
    } else if (isObject(value)) {
        shape.properties ??= new Map();
        for (const [name, item] of Object.entries(value)) {
            if (!shape.properties.has(name))
                shape.properties.set(name, isFree(name) ? { free: true } : {});
            const inner = shape.properties.get(name);
            if (!inner.free)
                grow(inner, item, isFree);
        }
    }
    return shape;
}

// What answers of one address have in common, such as an execution alone and one in a list.
const addressOf = (operation) => operation.split(' ')[1].split('/{')[0];

// The types of the fields of those answers, by name.
function collect(shape, known) {
    for (const [name, field] of shape.properties ?? []) {
        field.types?.forEach((type) => known.set(name, (known.get(name) ?? new Set()).add(type)));
        collect(field, known);
    }
    if (shape.items)
        collect(shape.items, known);
}

// What was null in one of those answers may be null in all of them, and is of the type that it has elsewhere.
function join(shape, known) {
    for (const [name, field] of shape.properties ?? []) {
        const types = known.get(name) ?? new Set();
        const others = [...types].filter((type) => type !== 'null');
        if (types.has('null') && others.length === 1 && field.types && !field.free) {
            field.types.add('null');
            if (others[0] !== 'object' && others[0] !== 'array')
                field.types.add(others[0]);
        }
        join(field, known);
    }
    if (shape.items)
        join(shape.items, known);
}

// A field that was null alone may be anything: nobody has seen what.
function schemaOf(shape) {
    const types = [...(shape.types ?? [])].sort();
    if (shape.free || types.length === 0 || (types.length === 1 && types[0] === 'null'))
        return {};
    const schema = { type: types.length === 1 ? types[0] : types };
    if (shape.items)
        schema.items = schemaOf(shape.items);
    if (shape.properties)
        schema.properties = Object.fromEntries([...shape.properties.keys()].sort().map((name) => [name, schemaOf(shape.properties.get(name))]));
    return schema;
}

const [answers, file] = process.argv.slice(2);
const shapes = new Map();
for (const line of (await readFile(answers, 'utf8')).split('\n').filter(Boolean)) {
    const { operation, status, answer } = JSON.parse(line);
    const known = freeBelow.filter(([pattern]) => pattern.test(operation)).map(([, names]) => names);
    const isFree = (name) => free.has(name) || known.some((names) => names.has(name));
    const ofStatus = shapes.get(operation) ?? shapes.set(operation, new Map()).get(operation);
    const shape = ofStatus.get(status) ?? ofStatus.set(status, {}).get(status);
    if (answer !== undefined && operation !== 'get /openapi.json')
        grow(shape, answer, isFree);
}
const fields = new Map();
const answered = [...shapes].flatMap(([operation, ofStatus]) => [...ofStatus].filter(([status]) => status < 400).map(([, shape]) => [operation, shape]));
for (const [operation, shape] of answered)
    collect(shape, fields.get(addressOf(operation)) ?? fields.set(addressOf(operation), new Map()).get(addressOf(operation)));
for (const [operation, shape] of answered)
    join(shape, fields.get(addressOf(operation)));
const told = Object.fromEntries([...shapes.keys()].sort().map((operation) => {
    const ofStatus = shapes.get(operation);
    return [operation, Object.fromEntries([...ofStatus.keys()].sort().map((status) => [status, schemaOf(ofStatus.get(status))]))];
}));
// A line for each status, so that a change can be read.
const linesOf = (object, write) => Object.entries(object).map(([name, value]) => `${JSON.stringify(name)}: ${write(value)}`);
const text = linesOf(told, (ofStatus) => `{\n  ${linesOf(ofStatus, JSON.stringify).join(',\n  ')}\n }`).join(',\n ');
await writeFile(file, `{\n ${text}\n}\n`);
