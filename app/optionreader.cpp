// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/optionreader.h"

#include "app/optiontable.h"
#include "core/base/nearest.h"
#include "core/base/text.h"
#include "core/base/yaml.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

namespace app {

using namespace Qt::Literals::StringLiterals;
using core::Error;
using core::invalid;
using core::Result;

namespace {

constexpr qint64 largestFile = 1024 * 1024;
constexpr QLatin1StringView variablePrefix = "SIGNALBOX_"_L1;
constexpr QLatin1StringView ofClients[] = {"SIGNALBOX_KEY"_L1, "SIGNALBOX_URL"_L1};

// What one source gives for one option. `name` is the option as that source calls it.
struct Given
{
    QString key = {};
    QString name = {};
    QString origin = {}; // "on the command line"
    QStringList values = {};
};

Error unknown(const QString &name, const QString &origin, const QStringList &known)
{
    const QString near = core::nearestName(name, known, std::max<qsizetype>(2, name.size() / 3));
    const QString hint = near.isEmpty() ? QString() : u"The nearest is %1; "_s.arg(near);
    return invalid(name, u"There is no option %1 (%2). %3--help lists them all."_s.arg(
                             core::shortened(name, 100), origin, hint));
}

// Every source, one after the other, over one table.
class OptionReader
{
public:
    OptionReader(QStringList arguments, const QProcessEnvironment &environment)
        : m_table(optionTable())
        , m_arguments(std::move(arguments))
        , m_environment(environment)
    {
    }

    Result<Invocation> read()
    {
        const QList<Given> onLine = TRY(commandLine());
        if (m_request == Request::Help || m_request == Request::Version)
            return Invocation{.request = m_request};
        const QList<Given> inVariables = TRY(variables());

        Options options = defaults();
        for (const Given &given : inVariables + onLine) {
            if (given.key == u"config")
                TRY(apply(options, given));
        }
        const bool isChosen = options.config != defaults().config;
        for (const Given &given : TRY(configurationFile(options.config, isChosen)) + inVariables + onLine)
            TRY(apply(options, given));
        return Invocation{.request = m_request, .options = options};
    }

private:
    QString folder(const QString &variable, QLatin1StringView fallback) const
    {
        const QString base = m_environment.value(variable);
        // The rules of XDG: a relative folder does not count.
        const QString home = m_environment.value(u"HOME"_s, QDir::homePath());
        return (QDir::isAbsolutePath(base) ? base : QString(home + fallback)) + u"/signalbox"_s;
    }

    Options defaults() const
    {
        const QString configuration = folder(u"XDG_CONFIG_HOME"_s, "/.config"_L1);
        Options options;
        options.data = folder(u"XDG_DATA_HOME"_s, "/.local/share"_L1);
        options.config = configuration + u"/config.yaml"_s;
        options.keyFolder = configuration + u"/keys"_s;
        return options;
    }

    const OptionRow *rowOf(const QString &name, QString (*nameOf)(const OptionRow &)) const
    {
        const auto row = std::find_if(m_table.begin(), m_table.end(),
                                      [&](const OptionRow &each) { return nameOf(each) == name; });
        return row == m_table.end() ? nullptr : &*row;
    }

    QStringList names(QString (*nameOf)(const OptionRow &)) const
    {
        QStringList names;
        for (const OptionRow &row : m_table)
            names.append(nameOf(row));
        return names;
    }

    // What is wrong with a key of the file that is no option.
    Error unknownKey(const QString &name, const QString &origin) const
    {
        QStringList below = names(key);
        below.removeIf(
            [start = QString(name + u'.')](const QString &each) { return !each.startsWith(start); });
        if (below.isEmpty())
            return unknown(name, origin, names(key));
        return invalid(name, u"%1 (%2) has no value of its own. The options below it are %3."_s.arg(
                                 name, origin, below.join(u", "_s)));
    }

    static QString key(const OptionRow &row) { return row.key; }
    static QString variable(const OptionRow &row) { return row.variable(); }
    static QString argument(const OptionRow &row) { return row.argument(); }

    Result<void> apply(Options &options, const Given &given) const
    {
        const OptionKind &kind = rowOf(given.key, key)->kind;
        if (kind.read(options, given.values))
            return {};
        const QString shown = core::shortened(given.values.join(u", "), 100);
        return invalid(given.key, u"%1 (%2) cannot be \"%3\". It takes %4."_s.arg(given.name, given.origin,
                                                                                  shown, kind.expected));
    }

    Result<QList<Given>> commandLine()
    {
        QList<Given> all;
        for (auto next = m_arguments.begin(); next != m_arguments.end(); ++next) {
            const qsizetype equals = next->indexOf(u'=');
            const QString name = next->left(equals);
            if (name == u"--help" || name == u"-h")
                m_request = Request::Help;
            else if (name == u"--version")
                m_request = Request::Version;
            else if (name == u"--new-key")
                m_request = Request::NewKey;
            else
                TRY(addArgument(all, name, equals, next));
            if (m_request == Request::Help || m_request == Request::Version)
                break;
        }
        return all;
    }

    Result<void> addArgument(QList<Given> &all, const QString &name, qsizetype equals,
                             QStringList::iterator &next) const
    {
        const QString origin = u"on the command line"_s;
        if (!name.startsWith(u"--"))
            return invalid(
                {}, u"\"%1\" means nothing here; an option begins with --. --help lists them all."_s.arg(
                        core::shortened(name, 100)));
        const OptionRow *row = rowOf(name, argument);
        if (!row)
            return unknown(name, origin, names(argument));
        QString value = u"true"_s;
        if (equals >= 0) {
            value = next->sliced(equals + 1);
        } else if (row->kind.form == OptionKind::Form::Switch) {
            // "--flag", and "--flag false" as the help has it: nothing else can stand behind it but an
            // option.
            if (next + 1 != m_arguments.end() && !(next + 1)->startsWith(u'-'))
                value = *++next;
        } else {
            if (next + 1 == m_arguments.end())
                return invalid(row->key,
                               u"%1 (%2) has no value. It takes %3."_s.arg(name, origin, row->kind.expected));
            value = *++next;
        }
        const auto earlier =
            std::find_if(all.begin(), all.end(), [row](const Given &given) { return given.key == row->key; });
        if (row->kind.form == OptionKind::Form::List && earlier != all.end())
            earlier->values.append(value);
        else
            all.append(Given{.key = row->key, .name = name, .origin = origin, .values = {value}});
        return {};
    }

    Result<QList<Given>> variables() const
    {
        QList<Given> all;
        const QString origin = u"in the environment"_s;
        for (const QString &name : m_environment.keys()) {
            // The keys of providers share the prefix, and are read by their own source; what clients are told
            // may be there too, under the names that our examples and SDKs use.
            if (!name.startsWith(variablePrefix) || name.endsWith(u"_API_KEY") ||
                std::ranges::find(ofClients, name) != std::end(ofClients))
                continue;
            const QString value = m_environment.value(name);
            const OptionRow *row = rowOf(name, variable);
            if (!row)
                return unknown(name, origin, names(variable));
            if (!value.isEmpty())
                all.append(Given{.key = row->key, .name = name, .origin = origin, .values = {value}});
        }
        return all;
    }

    Result<QList<Given>> configurationFile(const QString &path, bool isChosen) const
    {
        QFile file(path);
        if (!isChosen && !file.exists())
            return QList<Given>{};
        if (!file.open(QIODevice::ReadOnly))
            return invalid(u"config"_s,
                           u"The configuration file %1 cannot be read: %2."_s.arg(path, file.errorString()));
        const QByteArray bytes = file.read(largestFile + 1);
        if (bytes.size() > largestFile)
            return invalid(u"config"_s, u"The configuration file %1 is larger than 1 MiB."_s.arg(path));
        core::YamlLines lines;
        const auto read = core::parseYaml(bytes, &lines);
        if (!read)
            return invalid(u"config"_s,
                           u"The configuration file %1 cannot be used. %2"_s.arg(path, read.error().text));
        if (!read->isObject() && !read->isNull())
            return invalid(
                u"config"_s,
                u"The configuration file %1 must hold keys and values, such as listen: 127.0.0.1:8080."_s.arg(
                    path));
        QList<Given> all;
        const auto originOf = [&](const QString &name) {
            return u"line %1 of %2"_s.arg(lines.value(name)).arg(path);
        };
        TRY(flatten(all, read->toObject(), {}, originOf));
        return all;
    }

    template<typename OriginOf>
    Result<void> flatten(QList<Given> &all, const QJsonObject &object, const QString &prefix,
                         const OriginOf &originOf) const
    {
        for (auto item = object.begin(); item != object.end(); ++item) {
            const QString name = prefix + item.key();
            const QString origin = originOf(name);
            const QJsonValue value = item.value();
            const OptionRow *row = rowOf(name, key);
            if (!row && value.isObject()) {
                TRY(flatten(all, value.toObject(), name + u'.', originOf));
                continue;
            }
            if (!row)
                return unknownKey(name, origin);
            if (name == u"config")
                return invalid(
                    name, u"config (%1) can only be given on the command line or in the environment."_s.arg(
                              origin));
            const auto values = texts(value);
            if (!values)
                return invalid(name, u"%1 (%2) has no value of its own. It takes %3."_s.arg(
                                         name, origin, row->kind.expected));
            all.append(Given{.key = name, .name = name, .origin = origin, .values = *values});
        }
        return {};
    }

    // A scalar, or a list of scalars, as texts; nothing for what is neither.
    static std::optional<QStringList> texts(const QJsonValue &value)
    {
        QStringList all;
        for (const QJsonValue &item : value.isArray() ? value.toArray() : QJsonArray{value}) {
            if (item.isNull() || item.isArray() || item.isObject())
                return {};
            all.append(item.toVariant().toString());
        }
        return all;
    }

    QList<OptionRow> m_table;
    QStringList m_arguments;
    const QProcessEnvironment &m_environment;
    Request m_request = Request::Start;
};

} // namespace

Result<Invocation> readOptions(const QStringList &arguments, const QProcessEnvironment &environment)
{
    return OptionReader(arguments, environment).read();
}

QString helpText(const QString &program)
{
    QString text = u"Usage: %1 [--option value]…\n\n"_s.arg(program);
    const Options defaults;
    for (const OptionRow &row : optionTable()) {
        const QString shown = row.kind.show(defaults);
        text += u"  %1 %2\n      %3"_s.arg(row.argument(), row.kind.placeholder, row.help);
        text += u" It takes %1"_s.arg(row.kind.expected);
        text += shown.isEmpty() ? u".\n"_s : u" (default %1).\n"_s.arg(shown);
    }
    text += u"\n  --new-key\n      Makes another administrator's key, prints it and ends; for whoever lost "
            u"the first one. No other "
            "process\n      may have the data folder meanwhile.\n"_s;
    text += u"\nThe command line counts over the environment, where --rate-limit-per-minute is\n"
            "SIGNALBOX_RATE_LIMIT_PER_MINUTE, and that over the configuration file, where it is per_minute "
            "below\n"
            "rate_limit. The file is $XDG_CONFIG_HOME/signalbox/config.yaml unless --config names another; "
            "data lies\n"
            "in $XDG_DATA_HOME/signalbox unless --data does.\n"_s;
    return text;
}

} // namespace app
