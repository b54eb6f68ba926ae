// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fleet/samples.h"

#include "core/base/resources.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

QByteArray sampleManifest()
{
    return resource(u"samples/sample-cluster.yaml");
}

QList<SampleDocument> sampleDocuments()
{
    QList<SampleDocument> documents;
    for (const QString &name : {u"refund-policy.md"_s, u"shipping.md"_s, u"support-handbook.md"_s}) {
        const QByteArray text = resource(QString(u"samples/"_s + name));
        const QByteArray heading = text.left(text.indexOf('\n'));
        documents.append({.fileName = name, .title = QString::fromUtf8(heading.mid(2)), .text = text});
    }
    return documents;
}

} // namespace core
