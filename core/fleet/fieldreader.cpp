// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fleet/fieldreader.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <QRegularExpression>

#include <cmath>

namespace core {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype maximumFindings = 50;
constexpr milliseconds longestDuration = 24h * 30;

QString givenText(const QJsonValue &value)
{
    if (value.isBool())
        return value.toBool() ? u"true"_s : u"false"_s;
    return value.isDouble() ? toCompactText(value) : QString();
}

// A number or a truth value where a text belongs is nearly always a text without its quotes.
QString wantsText(const QJsonValue &value)
{
    const QString given = givenText(value);
    return given.isEmpty() ? u"must be a text"_s : QString(u"must be a text; "_s + adviceToQuote(given));
}

} // namespace

QString adviceToQuote(const QString &given)
{
    return u"write \""_s + given + u'"';
}

void Findings::addProblem(const QString &path, const QString &text)
{
    if (problems.size() < maximumFindings)
        problems.append({.path = path, .text = text});
}

void Findings::addWarning(const QString &path, const QString &text)
{
    if (warnings.size() < maximumFindings)
        warnings.append({.path = path, .text = text});
}

bool Findings::hasProblemAt(const QString &path) const
{
    return std::any_of(problems.begin(), problems.end(),
                       [&path](const Finding &f) { return f.path == path; });
}

bool Findings::hasProblemAbove(const QString &path) const
{
    return std::any_of(problems.begin(), problems.end(), [&path](const Finding &f) {
        return path == f.path || path.startsWith(QString(f.path + u'.')) ||
               path.startsWith(QString(f.path + u'['));
    });
}

FieldReader::FieldReader(QJsonObject object, QString path, QString label, Findings &findings)
    : m_object(std::move(object))
    , m_path(std::move(path))
    , m_label(std::move(label))
    , m_findings(findings)
{
}

QJsonValue FieldReader::take(QLatin1StringView name)
{
    m_known.insert(name);
    return m_object.value(name);
}

bool FieldReader::has(QLatin1StringView name) const
{
    const QJsonValue value = m_object.value(name);
    return !value.isUndefined() && !value.isNull();
}

QString FieldReader::pathOf(QLatin1StringView name) const
{
    return m_path.isEmpty() ? QString(name) : QString(m_path + u'.' + name);
}

void FieldReader::refuse(QLatin1StringView name, const QString &what)
{
    m_findings.addProblem(pathOf(name), m_label + name + u' ' + what);
}

QString FieldReader::text(QLatin1StringView name, const QString &fallback)
{
    const QJsonValue value = take(name);
    if (!has(name))
        return fallback;
    if (value.isString() && !value.toString().contains(QChar::Null))
        return value.toString();
    refuse(name, wantsText(value));
    return fallback;
}

bool FieldReader::boolean(QLatin1StringView name, bool fallback)
{
    const QJsonValue value = take(name);
    if (has(name) && !value.isBool())
        refuse(name, u"must be true or false"_s);
    return value.toBool(fallback);
}

int FieldReader::integer(QLatin1StringView name, int fallback, int least, int most)
{
    const QJsonValue value = take(name);
    if (!has(name))
        return fallback;
    const double number = value.toDouble();
    if (value.isDouble() && number == std::floor(number) && number >= least && number <= most)
        return static_cast<int>(number);
    refuse(name, u"must be a whole number from %1 to %2"_s.arg(least).arg(most));
    return fallback;
}

std::optional<double> FieldReader::share(QLatin1StringView name)
{
    const QJsonValue value = take(name);
    if (!has(name))
        return {};
    if (value.isDouble() && value.toDouble() >= 0 && value.toDouble() <= 1)
        return value.toDouble();
    refuse(name, u"must be between 0 and 1"_s);
    return {};
}

milliseconds FieldReader::duration(QLatin1StringView name, milliseconds fallback, milliseconds least)
{
    const QJsonValue value = take(name);
    if (!has(name))
        return fallback;
    const auto read = value.isString() ? parseDuration(value.toString()) : std::nullopt;
    if (!read)
        refuse(name, u"must be a duration such as \"300s\" or \"1m30s\""_s);
    else if (*read < least || *read > longestDuration)
        refuse(name, u"must be between %1 and %2"_s.arg(durationText(least), durationText(longestDuration)));
    else
        return *read;
    return fallback;
}

QString FieldReader::quantity(QLatin1StringView name, const QString &fallback, Quantity kind)
{
    static const QRegularExpression memory(u"^[0-9]{1,9}(\\.[0-9]{1,3})?([KMGT]i|[kMGT])?$"_s);
    static const QRegularExpression cpu(u"^([0-9]{1,6}m|[0-9]{1,4}(\\.[0-9]{1,3})?)$"_s);
    static const QRegularExpression nothing(u"^[0.]+[A-Za-z]*$"_s);
    const QJsonValue value = take(name);
    if (!has(name))
        return fallback;
    const QString given = value.isString() ? value.toString() : givenText(value);
    const bool isRead = (kind == Quantity::Memory ? memory : cpu).match(given).hasMatch();
    if (isRead && !nothing.match(given).hasMatch())
        return given;
    refuse(name, kind == Quantity::Memory
                     ? u"must be an amount of memory such as \"512Mi\" or \"2Gi\""_s
                     : u"must be an amount of processor time such as \"500m\" or \"2\""_s);
    return fallback;
}

QJsonArray FieldReader::array(QLatin1StringView name)
{
    const QJsonValue value = take(name);
    if (has(name) && !value.isArray())
        refuse(name, u"must be a list"_s);
    return value.toArray();
}

QStringList FieldReader::texts(QLatin1StringView name)
{
    QStringList all;
    const QJsonArray items = array(name);
    for (const QJsonValue &item : items) {
        const QString path = pathOf(name) + u'[' + QString::number(all.size()) + u']';
        if (!item.isString())
            m_findings.addProblem(path, m_label + name + u": each entry "_s + wantsText(item));
        all.append(item.toString());
    }
    return all;
}

QMap<QString, QString> FieldReader::textMap(QLatin1StringView name)
{
    QMap<QString, QString> all;
    const QJsonValue value = take(name);
    if (has(name) && !value.isObject())
        refuse(name, u"must be a mapping of names to texts"_s);
    const QJsonObject entries = value.toObject();
    for (auto entry = entries.begin(); entry != entries.end(); ++entry) {
        if (!entry.value().isString())
            m_findings.addProblem(pathOf(name) + u'.' + entry.key(),
                                  m_label + name + u'.' + entry.key() + u' ' + wantsText(entry.value()));
        all.insert(entry.key(), entry.value().toString());
    }
    return all;
}

FieldReader FieldReader::inner(QLatin1StringView name)
{
    const QJsonValue value = take(name);
    if (has(name) && !value.isObject())
        refuse(name, u"must be an object"_s);
    return FieldReader(value.toObject(), pathOf(name), m_label + name + u'.', m_findings);
}

void FieldReader::warnOfUnknown()
{
    for (auto field = m_object.begin(); field != m_object.end(); ++field) {
        if (!m_known.contains(field.key())) {
            const QString name = shortened(field.key(), 60);
            m_findings.addWarning(m_path.isEmpty() ? field.key() : QString(m_path + u'.' + field.key()),
                                  m_label + name + u" is not a known field and is ignored"_s);
        }
    }
}

QString durationText(milliseconds duration)
{
    if (duration.count() % 1000 != 0)
        return QString::number(duration.count()) + u"ms"_s;
    const qint64 seconds = duration.count() / 1000;
    if (seconds != 0 && seconds % 3600 == 0)
        return QString::number(seconds / 3600) + u'h';
    return QString::number(seconds) + u's';
}

} // namespace core
