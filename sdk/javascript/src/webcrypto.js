// SPDX-License-Identifier: GPL-3.0-or-later
// Browsers and Node 20 have it as a global; Node 18 in a module.
export const webcrypto = async () => globalThis.crypto ?? (await import('node:crypto')).webcrypto;
