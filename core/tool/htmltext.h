// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace core {

// What a person would read of a page.
struct HtmlText
{
    QString title = {};
    QString text = {};
};

// Takes the readable text out of HTML: paragraphs and headings on lines of their own, list entries with a
// dash, cells parted by bars; without scripts, styles and markup. Never fails, runs nothing, loads nothing,
// and takes time in proportion to the length. Pure; any thread.
HtmlText readableText(const QString &html);

} // namespace core
