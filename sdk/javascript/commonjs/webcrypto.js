"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.webcrypto = void 0;
// SPDX-License-Identifier: GPL-3.0-or-later
// Browsers and Node 20 have it as a global; Node 18 in a module.
const webcrypto = async () => globalThis.crypto ?? (await Promise.resolve().then(() => require('node:crypto'))).webcrypto;
exports.webcrypto = webcrypto;
