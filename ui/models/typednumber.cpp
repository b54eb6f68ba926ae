// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/typednumber.h"

#include "core/base/json.h"
#include "ui/models/translation.h"

#include <QJsonDocument>
#include <QRegularExpression>

#include <cmath>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

core::Error notTyped(const QString &why)
{
    return core::invalid(QString(), why);
}

} // namespace

// A comma means a thousand to some people and a part to others, so nothing is guessed.
core::Result<QJsonValue> numberTyped(const QString &typed, NumberKind kind)
{
    static const QRegularExpression number(u"^-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?$"_s);
    const QString text = typed.trimmed();
    if (!number.match(text).hasMatch()) {
        if (text.contains(u','))
            return notTyped(tr("Write it with a point and without a comma, such as 1234.50"));
        return notTyped(kind == NumberKind::Whole ? tr("A whole number, such as 120")
                                                  : tr("A number, such as 59.90"));
    }
    const QByteArray json = text.toLatin1();
    if (!core::isKeptNumber(json))
        return notTyped(tr("This number would be kept as another one. Write it with fewer digits."));
    const QJsonValue value = QJsonDocument::fromJson(QByteArray("[" + json + "]")).array().at(0);
    if (kind == NumberKind::Whole && value.toDouble() != std::floor(value.toDouble()))
        return notTyped(tr("A whole number, such as 120"));
    return value;
}

} // namespace ui
