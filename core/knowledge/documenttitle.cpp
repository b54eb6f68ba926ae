// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/knowledge/documenttitle.h"

#include "core/base/text.h"
#include "core/knowledge/document.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

// Small letters of ASCII, digits, dots, dashes and underscores are how machines and their users abbreviate.
bool isInWords(QStringView name)
{
    return std::ranges::any_of(name, [](QChar c) {
        const bool isPlain = (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9');
        return !isPlain && c != u'.' && c != u'-' && c != u'_';
    });
}

} // namespace

QString documentTitle(const QString &given, const QString &fileName, const QString &heading,
                      const QString &start)
{
    const QString name = fileName.section(u'/', -1).section(u'.', 0, -2).simplified();
    const QString first = isInWords(name) ? name : heading.simplified();
    for (const QString &title : {given.simplified(), first, heading.simplified(), name, start.simplified()}) {
        if (!title.isEmpty())
            return shortened(title, longestDocumentTitle);
    }
    return shortened(fileName, longestDocumentTitle);
}

} // namespace core
