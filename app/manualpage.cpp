// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/manualpage.h"

#include "app/optiontable.h"

namespace app {

using namespace Qt::Literals::StringLiterals;

namespace {

// Text that roff shows as it is: a hyphen that can be copied as one, and no line that is a request.
QString shown(QString text)
{
    text.replace(u'\\', u"\\e"_s).replace(u'-', u"\\-"_s).replace(u"…"_s, u"..."_s);
    return text.startsWith(u'.') || text.startsWith(u'\'') ? QString(u"\\&"_s + text) : text;
}

QString section(const QString &title, const QString &body)
{
    return u".SH "_s + title + u'\n' + body;
}

QString optionsOf(const QList<OptionRow> &table)
{
    QString text;
    const Options defaults;
    for (const OptionRow &row : table) {
        const QString value = row.kind.show(defaults);
        text +=
            u".TP\n.BI \""_s + shown(row.argument()) + u" \" \""_s + shown(row.kind.placeholder) + u"\"\n"_s;
        text += shown(row.help) + u"\nIt takes "_s + shown(row.kind.expected);
        text +=
            value.isEmpty() ? u".\n"_s : QString(u"; the default is\n.BR \""_s + shown(value) + u"\" .\n"_s);
    }
    return text;
}

QString sourcesOfOptions()
{
    return u"The command line counts over the environment, where\n.B \\-\\-rate\\-limit\\-per\\-minute\nis\n"
           ".BR SIGNALBOX_RATE_LIMIT_PER_MINUTE ,\n"
           "and that over the configuration file, in YAML, where it is\n.B per_minute\nbelow\n.BR rate_limit "
           ".\n"
           "A wrong value is refused at the start.\n"_s;
}

QString descriptionOf(Manual of)
{
    const QString what =
        of == Manual::Console
            ? u".B signalbox\nopens a window on teams of AI agents: their clusters, tasks, approvals and "
              u"chats. In the "
              "same process it serves the same things over HTTP to programs on this computer, as\n"
              ".BR signalboxd (8)\ndoes without a window.\n"_s
            : u".B signalboxd\nserves teams of AI agents over HTTP, server\\-sent events and WebSocket: "
              u"their "
              "clusters, tasks, approvals and chats. It is\n.BR signalbox (1)\nwithout the window.\n"_s;
    const QString line = u".PP\nOnce it serves it prints one line of JSON to standard output, with its "
                         u"address, its data folder and, "
                         "when that folder is new, the key of the first administrator, which is told only "
                         "this once. Its log goes to "
                         "standard error. On SIGTERM it ends what is under way within ten seconds.\n"_s;
    const QString programs =
        u".PP\nA browser finds the requests that programs may send at\n.I /docs\nof the address.\n"_s;
    return what + (of == Manual::Server ? line : QString()) + programs;
}

QString filesOf(Manual of)
{
    const QString own = u".TP\n.I $XDG_CONFIG_HOME/signalbox/config.yaml\nThe configuration, unless\n.B "
                        u"\\-\\-config\nnames another "
                        "file; $HOME/.config where the variable is not set.\n"
                        ".TP\n.I $XDG_CONFIG_HOME/signalbox/keys/openai.key\nThe key of a provider; nobody "
                        "else may read it.\n"
                        ".TP\n.I $XDG_DATA_HOME/signalbox\nEverything that is stored, unless\n.B "
                        "\\-\\-data\nnames another folder; "
                        "$HOME/.local/share where the variable is not set.\n"_s;
    const QString service =
        u".TP\n.I /etc/signalbox/config.yaml\nThe configuration of the service.\n"
        ".TP\n.I /etc/signalbox/keys\nThe keys of providers of the service, owned by the user signalbox.\n"
        ".TP\n.I /var/lib/signalbox\nEverything that the service stores.\n"_s;
    return of == Manual::Server ? QString(own + service) : own;
}

} // namespace

QString manualPage(Manual of)
{
    const bool isServer = of == Manual::Server;
    const QString name = isServer ? u"signalboxd"_s : u"signalbox"_s;
    const QString other = isServer ? u".BR signalbox (1)"_s : u".BR signalboxd (8)"_s;
    return u".\\\" Made from the table of the options.\n.TH %1 %2 \"\" \"Signalbox %3\"\n"_s.arg(
               name.toUpper(), isServer ? u"8"_s : u"1"_s, QStringLiteral(SIGNALBOX_VERSION)) +
           section(u"NAME"_s, name + (isServer ? u" \\- server for teams of AI agents\n"_s
                                               : u" \\- console for teams of AI agents\n"_s)) +
           section(u"SYNOPSIS"_s,
                   u".B "_s + name + u"\n.RB [ \\-\\-\\fIoption\\fR \" \" \\fIvalue\\fR ]...\n"_s) +
           section(u"DESCRIPTION"_s, descriptionOf(of)) +
           section(u"OPTIONS"_s,
                   sourcesOfOptions() + optionsOf(optionTable()) +
                       u".TP\n.B \\-\\-help\nLists the options.\n"
                       ".TP\n.B \\-\\-version\nTells the version.\n"
                       ".TP\n.B \\-\\-new\\-key\nMakes another administrator's key, prints it and "
                       "ends; for whoever lost the first one. No other process may have the data "
                       "folder meanwhile.\n"_s) +
           section(u"FILES"_s, filesOf(of)) +
           section(
               u"\"EXIT STATUS\""_s,
               u"0 after an end that was asked for, 1 where it could not start; standard error says why.\n"_s) +
           section(u"\"SEE ALSO\""_s, QString(other + u'\n'));
}

} // namespace app
