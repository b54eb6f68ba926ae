// SPDX-License-Identifier: GPL-3.0-or-later
'use strict';

const scheme = matchMedia('(prefers-color-scheme: dark)');
const dark = {
    colors: {
        primary: { main: '#4c9dff' },
        success: { main: '#3fb46f' },
        warning: { main: '#e8a33d' },
        error: { main: '#e5534b' },
        text: { primary: '#e6ebf0', secondary: '#8c98a5' },
        border: { dark: '#28313b', light: '#28313b' },
        http: { get: '#2a8350', post: '#2f78d0', put: '#a86400', patch: '#a86400', delete: '#c93a33' },
        responses: {
            success: { color: '#3fb46f', backgroundColor: '#15291f', tabTextColor: '#3fb46f' },
            error: { color: '#e5534b', backgroundColor: '#2f1a1b', tabTextColor: '#e5534b' },
        },
    },
    schema: { nestedBackground: '#1c232c', linesColor: '#28313b', typeNameColor: '#8c98a5' },
    sidebar: { backgroundColor: '#161b22', textColor: '#e6ebf0' },
    rightPanel: {
        backgroundColor: '#0b0e12',
        servers: { overlay: { backgroundColor: '#1c232c', textColor: '#e6ebf0' }, url: { backgroundColor: '#0b0e12' } },
    },
    codeBlock: { backgroundColor: '#161b22' },
};
const light = {
    colors: { primary: { main: '#1f6fd6' }, text: { primary: '#1a222b', secondary: '#5b6875' } },
    sidebar: { backgroundColor: '#ffffff', textColor: '#1a222b' },
    rightPanel: { backgroundColor: '#1a222b' },
};
const family = 'Inter, system-ui, -apple-system, "Segoe UI", sans-serif';
const typographyOf = (isDark) => ({
    fontSize: '14px',
    fontFamily: family,
    headings: { fontFamily: family },
    code: { fontFamily: '"JetBrains Mono", ui-monospace, monospace', ...(isDark ? { backgroundColor: '#1c232c' } : {}) },
});

function show() {
    const theme = { ...(scheme.matches ? dark : light), typography: typographyOf(scheme.matches) };
    Redoc.init('/openapi.json', { nativeScrollbars: true, hideDownloadButton: false, theme }, document.getElementById('redoc'));
}

show();
scheme.addEventListener('change', show);
