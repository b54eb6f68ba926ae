// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/manualpage.h"
#include "app/optionreader.h"
#include "app/optiontable.h"
#include "tests/support/testsuite.h"

#include <QDir>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace app;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

// One read with a configuration file of its own.
class Start
{
public:
    Start &file(const QByteArray &yaml)
    {
        QFile file(path());
        if (!file.open(QIODevice::WriteOnly) || file.write(yaml) != yaml.size())
            qFatal("The configuration file cannot be written.");
        arguments(u"--config "_s + path());
        return *this;
    }

    Start &variable(const QString &name, const QString &value)
    {
        m_environment.insert(name, value);
        return *this;
    }

    Start &arguments(const QString &words)
    {
        m_arguments += words.split(u' ', Qt::SkipEmptyParts);
        return *this;
    }

    core::Result<Invocation> read() const { return readOptions(m_arguments, m_environment); }
    QString path() const { return m_folder.filePath(u"config.yaml"_s); }
    QString folder() const { return m_folder.path(); }

private:
    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
    QStringList m_arguments;
};

} // namespace

class TestOptions : public QObject
{
    Q_OBJECT

private slots:
    void everyOptionIsInTheManual()
    {
        for (const Manual of : {Manual::Console, Manual::Server}) {
            const QString page = manualPage(of);
            for (const OptionRow &row : optionTable()) {
                QString argument = row.argument();
                QVERIFY2(page.contains(argument.replace(u'-', u"\\-"_s)), qPrintable(argument));
            }
            // Each line is text or a request that man knows.
            static const QRegularExpression known(
                u"^(?:[^.'].*|\\.(?:\\\\\".*|TH .*|SH .*|TP|PP|B .*|BI .*|BR .*|RB .*|I .*))?$"_s);
            for (const QString &line : page.split(u'\n'))
                QVERIFY2(known.match(line).hasMatch(), qPrintable(line));
        }
    }

    void defaultsAreThoseOfALaptop()
    {
        Start start;
        start.variable(u"HOME"_s, start.folder()).variable(u"XDG_DATA_HOME"_s, u"relative"_s);
        const auto read = start.read();
        QVERIFY2(read, read ? "" : qPrintable(read.error().text));
        QCOMPARE(read->request, Request::Start);
        QCOMPARE(read->options.data, start.folder() + u"/.local/share/signalbox"_s);
        QCOMPARE(read->options.config, start.folder() + u"/.config/signalbox/config.yaml"_s);
        QCOMPARE(read->options.keyFolder, start.folder() + u"/.config/signalbox/keys"_s);
        QCOMPARE(read->options.listen.host, u"127.0.0.1"_s);
        QCOMPARE(read->options.listen.port, 8080);
        QCOMPARE(read->options.defaultProvider, DefaultProvider::Builtin);
        QVERIFY(!read->options.fetchPrivate);
    }

    void theDefaultFileIsFoundInItsFolder()
    {
        Start start;
        QVERIFY(QDir(start.folder()).mkpath(u"signalbox"_s));
        QFile file(start.folder() + u"/signalbox/config.yaml"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("rate_limit: {per_minute: 7}");
        file.close();
        const auto read = start.variable(u"XDG_CONFIG_HOME"_s, start.folder()).read();
        QVERIFY(read);
        QCOMPARE(read->options.requestsPerMinute, 7);
    }

    void theNearerSourceCounts_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("variable");
        QTest::addColumn<QString>("argument");
        QTest::addColumn<int>("expected");
        const QByteArray inFile = "rate_limit:\n  per_minute: 10";
        QTest::newRow("nothing") << QByteArray() << QString() << QString() << 60;
        QTest::newRow("file") << inFile << QString() << QString() << 10;
        QTest::newRow("variable over file") << inFile << u"20"_s << QString() << 20;
        QTest::newRow("argument over variable") << inFile << u"20"_s << u"--rate-limit-per-minute 30"_s << 30;
        QTest::newRow("argument over file") << inFile << QString() << u"--rate-limit-per-minute=30"_s << 30;
        QTest::newRow("last argument")
            << inFile << QString() << u"--rate-limit-per-minute 1 --rate-limit-per-minute 2"_s << 2;
        QTest::newRow("0 turns it off") << inFile << QString() << u"--rate-limit-per-minute 0"_s << 0;
        QTest::newRow("key in one piece")
            << QByteArray("rate_limit.per_minute: 5") << QString() << QString() << 5;
    }

    void theNearerSourceCounts()
    {
        QFETCH(QByteArray, file);
        QFETCH(QString, variable);
        QFETCH(QString, argument);
        const auto read = Start()
                              .file(file)
                              .variable(u"SIGNALBOX_RATE_LIMIT_PER_MINUTE"_s, variable)
                              .arguments(argument)
                              .read();
        QVERIFY2(read, read ? "" : qPrintable(read.error().text));
        QTEST(read->options.requestsPerMinute, "expected");
    }

    void theFileMayBeNamedInTheEnvironment()
    {
        Start other;
        other.file("rate_limit.per_minute: 4");
        const auto read = Start().variable(u"SIGNALBOX_CONFIG"_s, other.path()).read();
        QVERIFY(read);
        QCOMPARE(read->options.requestsPerMinute, 4);
    }

    void everyTypeIsRead()
    {
        const auto read =
            Start()
                .file("listen: '[::1]:0'\n"
                      "log: {level: debug, format: json}\n"
                      "http:\n"
                      "  body_size: 2MiB\n"
                      "  header_time: 1m30s\n"
                      "  allowed_hosts: [box.example.com, box.local]\n"
                      "tools: {fetch_private: true}\n"
                      "approvals: {expiry: 0}\n"
                      "provider: {default: openai, openai: {base_url: 'http://127.0.0.1:11434/v1', model: "
                      "llama3}}\n")
                .arguments(
                    u"--http-cors-origins https://a.example --http-cors-origins https://b.example,https://c.example"_s)
                .read();
        QVERIFY2(read, read ? "" : qPrintable(read.error().text));
        const Options &options = read->options;
        QCOMPARE(options.listen.host, u"::1"_s);
        QCOMPARE(options.listen.port, 0);
        QCOMPARE(options.logLevel, LogLevel::Debug);
        QCOMPARE(options.logFormat, LogFormat::Json);
        QCOMPARE(options.bodySize, 2 * 1024 * 1024);
        QCOMPARE(options.headerTime, 90s);
        QCOMPARE(options.allowedHosts, QStringList({u"box.example.com"_s, u"box.local"_s}));
        QCOMPARE(options.corsOrigins,
                 QStringList({u"https://a.example"_s, u"https://b.example"_s, u"https://c.example"_s}));
        QVERIFY(options.fetchPrivate);
        QCOMPARE(options.approvalExpiry, 0ms);
        QCOMPARE(options.defaultProvider, DefaultProvider::OpenAi);
        QCOMPARE(options.openai.baseUrl, u"http://127.0.0.1:11434/v1"_s);
        QCOMPARE(options.openai.model, u"llama3"_s);
    }

    void aSwitchMayStandAlone()
    {
        QVERIFY(Start().arguments(u"--tools-fetch-private"_s).read()->options.fetchPrivate);
        QVERIFY(!Start()
                     .arguments(u"--tools-fetch-private --tools-fetch-private=off"_s)
                     .read()
                     ->options.fetchPrivate);
    }

    // As the help has it: "--tools-fetch-private true|false".
    void aSwitchMayHaveItsValueBehindIt()
    {
        QVERIFY(!Start()
                     .arguments(u"--tools-fetch-private --tools-fetch-private false"_s)
                     .read()
                     ->options.fetchPrivate);
        QVERIFY(Start().arguments(u"--tools-fetch-private true"_s).read()->options.fetchPrivate);
        const auto both = Start().arguments(u"--tools-fetch-private on --data /x"_s).read();
        QVERIFY(both->options.fetchPrivate && both->options.data == u"/x");
        const auto wrong = Start().arguments(u"--tools-fetch-private perhaps"_s).read();
        QVERIFY(!wrong);
        QVERIFY(wrong.error().text.contains(u"cannot be \"perhaps\""));
    }

    void aPathIsMadeAbsolute()
    {
        QCOMPARE(Start().arguments(u"--data ./here/../there"_s).read()->options.data,
                 QDir::currentPath() + u"/there"_s);
        QCOMPARE(Start().arguments(u"--data ~/box"_s).read()->options.data, QDir::homePath() + u"/box"_s);
    }

    void keysOfProvidersAreNoOptions()
    {
        QVERIFY(Start().variable(u"SIGNALBOX_OPENAI_API_KEY"_s, u"sk-1"_s).read());
        QVERIFY(Start().variable(u"SIGNALBOX_KEY"_s, u"sk_1"_s).read());
        QVERIFY(Start().variable(u"SIGNALBOX_URL"_s, u"http://127.0.0.1:8080"_s).read());
    }

    void wrongValues_data()
    {
        refusalColumns();
        const QByteArray none;
        const QString no;
        QTest::newRow("word for a number")
            << none << no << u"--rate-limit-per-minute lots"_s
            << u"--rate-limit-per-minute (on the command line) cannot be \"lots\". It takes a whole number from 1 to 1000000; 0 turns it off."_s;
        QTest::newRow("any origin")
            << none << no << u"--http-cors-origins *"_s
            << u"--http-cors-origins (on the command line) cannot be \"*\". It takes a list of origins such as https://example.com, each named and without a path."_s;
        QTest::newRow("half a network")
            << none << no << u"--http-trusted-proxies 10.0.0.1,10/8"_s
            << u"--http-trusted-proxies (on the command line) cannot be \"10.0.0.1,10/8\". It takes a list of IP addresses and networks such as 10.0.0.1, 10.0.0.0/8 or fd00::/8."_s;
        QTest::newRow("out of range")
            << none << u"SIGNALBOX_RUN_DEFAULT_SLOTS=0"_s << no
            << u"SIGNALBOX_RUN_DEFAULT_SLOTS (in the environment) cannot be \"0\". It takes a whole number from 1 to 1000."_s;
        QTest::newRow("wrong in the file, mended elsewhere")
            << QByteArray("log:\n  level: loud") << no << u"--log-level info"_s
            << u"log.level (line 2 of FILE) cannot be \"loud\". It takes one of debug, info, warning, error."_s;
        QTest::newRow("address without a port")
            << none << no << u"--listen 127.0.0.1"_s
            << u"--listen (on the command line) cannot be \"127.0.0.1\". It takes an IP address and a port, such as 127.0.0.1:8080 or [::1]:0."_s;
        QTest::newRow("port too large")
            << none << no << u"--listen 127.0.0.1:70000"_s << u"cannot be \"127.0.0.1:70000\""_s;
        QTest::newRow("host name") << none << no << u"--listen example.com:80"_s
                                   << u"cannot be \"example.com:80\""_s;
        QTest::newRow("bare IPv6") << none << no << u"--listen ::1:80"_s << u"cannot be"_s;
        QTest::newRow("bare number for a time")
            << none << no << u"--http-idle-time 30"_s
            << u"cannot be \"30\". It takes a time from 1s to 24h; 0 turns it off."_s;
        QTest::newRow("size that overflows") << none << no << u"--http-body-size 99999999999GiB"_s
                                             << u"It takes a size from 1KiB to 1GiB; 0 turns it off."_s;
        QTest::newRow("no url") << none << no << u"--provider-openai-base-url localhost:11434"_s
                                << u"It takes an address such as https://api.example.com/v1."_s;
        QTest::newRow("url with a password")
            << none << no << u"--provider-openai-base-url https://a:b@example.com"_s
            << u"It takes an address"_s;
        QTest::newRow("list for a number")
            << QByteArray("rate_limit: {per_minute: [1, 2]}") << no << no << u"cannot be \"1, 2\""_s;
        QTest::newRow("nothing in the file")
            << QByteArray("listen:") << no << no << u"listen (line 1 of FILE) has no value of its own."_s;
        QTest::newRow("group for a value") << QByteArray("listen: {port: 1}") << no << no
                                           << u"listen (line 1 of FILE) has no value of its own."_s;
        QTest::newRow("no value")
            << none << no << u"--data"_s
            << u"--data (on the command line) has no value. It takes the path of a file or folder."_s;
    }

    void wrongValues() { refuse(); }

    void wrongNames_data()
    {
        refusalColumns();
        const QByteArray none;
        const QString no;
        QTest::newRow("unknown argument")
            << none << no << u"--listn 127.0.0.1:1"_s
            << u"There is no option --listn (on the command line). The nearest is --listen; --help lists them all."_s;
        QTest::newRow("unknown variable")
            << none << u"SIGNALBOX_RATE_LIMIT=5"_s << no
            << u"There is no option SIGNALBOX_RATE_LIMIT (in the environment). The nearest is SIGNALBOX_"_s;
        QTest::newRow("unknown key")
            << QByteArray("data: /x\nrate_limit:\n  per_minutes: 5") << no << no
            << u"There is no option rate_limit.per_minutes (line 3 of FILE). The nearest is rate_limit.per_minute; --help lists them all."_s;
        QTest::newRow("a key like none")
            << QByteArray("kubernetes: 5") << no << no
            << u"There is no option kubernetes (line 1 of FILE). --help lists them all."_s;
        QTest::newRow("a section without options")
            << QByteArray("rate_limit: 5") << no << no
            << u"rate_limit (line 1 of FILE) has no value of its own. The options below it are rate_limit.per_minute, "_s;
        QTest::newRow("stray word") << none << no << u"serve"_s << u"\"serve\" means nothing here"_s;
        QTest::newRow("file in the file")
            << QByteArray("config: other.yaml") << no << no
            << u"config (line 1 of FILE) can only be given on the command line"_s;
        QTest::newRow("broken file") << QByteArray("a: [1") << no << no
                                     << u"FILE cannot be used. The YAML cannot be read at line"_s;
        QTest::newRow("list as a file")
            << QByteArray("- a\n- b") << no << no << u"FILE must hold keys and values"_s;
        QTest::newRow("missing file")
            << none << no << u"--config /nowhere/config.yaml"_s << u"/nowhere/config.yaml cannot be read"_s;
    }

    void wrongNames() { refuse(); }

    void helpListsEveryOption()
    {
        QCOMPARE(Start().arguments(u"--help --nonsense"_s).read()->request, Request::Help);
        QCOMPARE(Start().arguments(u"--version"_s).read()->request, Request::Version);
        const QString help = helpText(u"signalboxd"_s);
        for (const OptionRow &row : optionTable())
            QVERIFY2(help.contains(row.argument() + u' '), qPrintable(row.key));
        QVERIFY(help.contains(u"(default 127.0.0.1:8080)"_s));
        QVERIFY(help.contains(u"(default 8MiB)"_s));
        for (const QString &line : help.split(u'\n'))
            QVERIFY2(line.size() <= 160, qPrintable(line));
    }

    // A default that its own row refuses could not be written down by anybody.
    void defaultsAreAllowedAndNamesAreUnique()
    {
        QSet<QString> names;
        for (const OptionRow &row : optionTable()) {
            QVERIFY2(!names.contains(row.argument()), qPrintable(row.key));
            names.insert(row.argument());
            Options options;
            const QString shown = row.kind.show(options);
            if (!shown.isEmpty()) {
                QVERIFY2(row.kind.read(options, {shown}), qPrintable(row.key));
                QCOMPARE(row.kind.show(options), shown);
            }
        }
        QVERIFY(names.size() > 20);
    }

private:
    static void refusalColumns()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("variable"); // NAME=value
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QString>("text");
    }

    static void refuse()
    {
        QFETCH(QByteArray, file);
        QFETCH(QString, variable);
        QFETCH(QString, arguments);
        QFETCH(QString, text);
        Start start;
        if (!file.isEmpty())
            start.file(file);
        start.variable(u"HOME"_s, start.folder());
        if (const qsizetype equals = variable.indexOf(u'='); equals > 0)
            start.variable(variable.first(equals), variable.sliced(equals + 1));
        const auto read = start.arguments(arguments).read();
        QVERIFY(!read);
        QCOMPARE(read.error().code, core::ErrorCode::InvalidArgument);
        QString said = read.error().text;
        said.replace(start.path(), u"FILE"_s);
        QVERIFY2(said.contains(text), qPrintable(said));
    }
};

SIGNALBOX_TEST(TestOptions)
#include "tst_options.moc"
