// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace core {

struct SampleDocument
{
    QString fileName = {}; // "refund-policy.md"
    QString title = {};    // its first heading
    QByteArray text = {};  // Markdown in UTF-8
};

// What the welcome screen offers on an empty store: a cluster of two builtin agents, as YAML, and three
// documents of an invented shop for them to answer from. Compiled in; any thread.
QByteArray sampleManifest();
QList<SampleDocument> sampleDocuments();

} // namespace core
