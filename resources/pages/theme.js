// SPDX-License-Identifier: GPL-3.0-or-later
// Swagger UI has its dark colours under a class, which follows the system here as the other pages do.
'use strict';

const isDark = matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark-mode', isDark.matches);

follow();
isDark.addEventListener('change', follow);
