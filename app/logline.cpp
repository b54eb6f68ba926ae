// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/logline.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <QRegularExpression>

namespace app {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype longestMessage = 16 * 1024;

// Control characters, line ends of Unicode, and marks that turn the direction of writing.
bool isDangerous(QChar c)
{
    const char16_t u = c.unicode();
    return u < 0x20 || (u >= 0x7f && u <= 0x9f) || u == 0x2028 || u == 0x2029 ||
           (u >= 0x202a && u <= 0x202e) || (u >= 0x2066 && u <= 0x2069) || u == 0xfeff;
}

// As JSON writes them, so that an escaped text is also right inside of JSON's quotes.
QString escaped(const QString &text)
{
    QString safe;
    safe.reserve(text.size());
    for (const QChar c : text) {
        if (!isDangerous(c))
            safe += c;
        else if (c == u'\n')
            safe += u"\\n";
        else
            safe += u"\\u%1"_s.arg(uint(c.unicode()), 4, 16, QChar(u'0'));
    }
    return safe;
}

} // namespace

QString masked(const QString &text)
{
    static const QRegularExpression keys(u"\\b(sk[_-])[A-Za-z0-9_-]{8,}"_s);
    static const QRegularExpression bearers(u"\\b(Bearer|Basic)\\s+[^\\s\",;]+"_s,
                                            QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression named(
        u"\\b((?:x-)?api[_-]?key|password|secret|access[_-]?token|refresh[_-]?token)(\"?\\s*[=:]\\s*\"?)[^\\s\"&,;]+"_s,
        QRegularExpression::CaseInsensitiveOption);
    QString safe = text;
    safe.replace(keys, u"\\1…"_s);
    safe.replace(bearers, u"\\1 …"_s);
    safe.replace(named, u"\\1\\2…"_s);
    return safe;
}

QByteArray LogLine::bytes(LogFormat format) const
{
    const QString safe = masked(core::shortened(message.trimmed(), longestMessage));
    const QString shownTime = core::toText(time);
    if (format == LogFormat::Text) {
        const QString line = u"%1 %2 %3: "_s.arg(shownTime, core::toWord(level), escaped(category));
        return QString(line + escaped(safe) + u'\n').toUtf8();
    }
    const QJsonObject object{{u"time"_s, shownTime},
                             {u"level"_s, core::toWord(level)},
                             {u"category"_s, category},
                             {u"message"_s, safe}};
    // Qt escapes what JSON demands; the rest would still move a terminal.
    return QString(escaped(QString::fromUtf8(core::toBytes(object))) + u'\n').toUtf8();
}

} // namespace app
