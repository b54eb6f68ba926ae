export type { components, operations, paths } from '../src/openapi.js' with { 'resolution-mode': 'import' };
