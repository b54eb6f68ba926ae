// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/enumtext.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QMap>
#include <QSet>
#include <QStringList>

#include <optional>

namespace core {

// Something wrong, or merely odd, about one field of a text that people write.
struct Finding
{
    QString path = {}; // "spec.agents[0].temperature"
    QString text = {};
    int line = 0; // from 1; 0 when not known

    friend bool operator==(const Finding &, const Finding &) = default;
};

// What ends a problem's text where a text without its quotes became something else.
QString adviceToQuote(const QString &given);

struct Findings
{
    QList<Finding> problems = {};
    QList<Finding> warnings = {};

    void addProblem(const QString &path, const QString &text);
    void addWarning(const QString &path, const QString &text);
    bool hasProblemAt(const QString &path) const;
    // There, or at an object or list that it would be in: what is missing in a wrong object is not missing.
    bool hasProblemAbove(const QString &path) const;
};

enum class Quantity { Memory, Cpu };

// Reads the fields of one JSON object into typed values. A field that is not there, or null, gives the
// fallback; one that is wrong gives the fallback too and a problem; one that nobody asked for gives a warning
// from warnOfUnknown(). A value that lives as long as the reading; keeps a reference to the findings.
class FieldReader
{
public:
    // `path` is where the object stands, `label` what the texts begin with: "agent writer: ".
    FieldReader(QJsonObject object, QString path, QString label, Findings &findings);

    bool has(QLatin1StringView name) const;
    QString text(QLatin1StringView name, const QString &fallback = {});
    bool boolean(QLatin1StringView name, bool fallback);
    int integer(QLatin1StringView name, int fallback, int least, int most);
    std::optional<double> share(QLatin1StringView name);
    milliseconds duration(QLatin1StringView name, milliseconds fallback, milliseconds least);
    QString quantity(QLatin1StringView name, const QString &fallback, Quantity kind);
    QStringList texts(QLatin1StringView name);
    QMap<QString, QString> textMap(QLatin1StringView name);
    QJsonArray array(QLatin1StringView name);
    // A reader of the object inside; its texts name it: "agent writer: scaling.max_instances must …".
    FieldReader inner(QLatin1StringView name);

    template<typename Enum>
    Enum word(QLatin1StringView name, Enum fallback)
    {
        const QString given = text(name);
        if (given.isEmpty())
            return fallback;
        if (const auto known = fromWord<Enum>(given))
            return *known;
        QStringList words;
        for (const auto &[value, word] : Words<Enum>::table)
            words.append(QLatin1StringView(word));
        refuse(name, QStringLiteral("must be one of ") + words.join(QStringLiteral(", ")));
        return fallback;
    }

    // Notes that a field "must be …".
    void refuse(QLatin1StringView name, const QString &what);
    void warnOfUnknown();

    QString pathOf(QLatin1StringView name) const;
    QString label() const { return m_label; }
    Findings &findings() { return m_findings; }

private:
    QJsonValue take(QLatin1StringView name);

    QJsonObject m_object;
    QString m_path;
    QString m_label;
    Findings &m_findings;
    QSet<QString> m_known;
};

// "300s", "90s", "2h", "1500ms": what parseDuration() reads back.
QString durationText(milliseconds duration);

} // namespace core
