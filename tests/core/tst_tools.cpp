// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/calculator.h"
#include "core/tool/listfiles.h"
#include "core/tool/readfile.h"
#include "core/tool/toolregistry.h"
#include "core/tool/writefile.h"
#include "tests/support/teststore.h"
#include "tests/support/testsuite.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

class NamedTool final : public Tool
{
public:
    NamedTool(const QString &name, const QJsonObject &parameters)
        : m_name(name)
        , m_parameters(parameters)
    {
    }
    ToolSpec spec() const override { return {.name = m_name, .parameters = m_parameters}; }
    std::unique_ptr<ToolRun> start(const QJsonObject &, const ToolContext &) override { return nullptr; }

private:
    QString m_name;
    QJsonObject m_parameters;
};

} // namespace

class TestTools : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY_RESULT(m_registry.add(std::make_unique<WriteFile>()));
        QVERIFY_RESULT(m_registry.add(std::make_unique<ReadFile>()));
        QVERIFY_RESULT(m_registry.add(std::make_unique<ListFiles>()));
        QVERIFY_RESULT(m_registry.add(std::make_unique<Calculator>()));
    }

    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void toolsAreFoundByName()
    {
        QVERIFY(m_registry.find(u"calculator"_s));
        QVERIFY(!m_registry.find(u"nothing"_s));
        QCOMPARE(m_registry.names(),
                 QStringList({u"calculator"_s, u"list_files"_s, u"read_file"_s, u"write_file"_s}));
        const auto specs = m_registry.specs({u"write_file"_s, u"nothing"_s, u"calculator"_s});
        QCOMPARE(specs.size(), 2);
        QCOMPARE(specs[0].name, u"write_file"_s);
        QCOMPARE(specs[0].effect, Effect::Write);
        QCOMPARE(m_registry.specs().size(), 4);
    }

    void unusableToolsAreRefused()
    {
        ToolRegistry registry;
        const QJsonObject object{{u"type"_s, u"object"_s}};
        QVERIFY_RESULT(registry.add(std::make_unique<NamedTool>(u"a"_s, object)));
        QCOMPARE(registry.add(std::make_unique<NamedTool>(u"a"_s, object)).error().code, ErrorCode::Conflict);
        QCOMPARE(registry.add(std::make_unique<NamedTool>(u"b c"_s, object)).error().field, u"name"_s);
        QCOMPARE(registry.add(std::make_unique<NamedTool>(QString(), object)).error().field, u"name"_s);
        QCOMPARE(registry.add(std::make_unique<NamedTool>(u"b"_s, QJsonObject{})).error().field,
                 u"parameters.type"_s);
        QJsonObject broken = object;
        broken[u"required"_s] = 5;
        QCOMPARE(registry.add(std::make_unique<NamedTool>(u"b"_s, broken)).error().field, u"required"_s);
    }

    void argumentsAreChecked()
    {
        const auto text = [this](const QString &tool, const QJsonObject &arguments) {
            const auto checked = m_registry.check(tool, arguments);
            return checked ? QString() : checked.error().text;
        };
        QCOMPARE(text(u"write_file"_s, {{u"path"_s, u"a"_s}, {u"content"_s, u"x"_s}}), QString());
        QCOMPARE(text(u"write_file"_s, {{u"content"_s, u"x"_s}}), u"path: is required"_s);
        QCOMPARE(text(u"write_file"_s, {{u"path"_s, 5}, {u"content"_s, u"x"_s}}), u"path: must be a text"_s);
        QCOMPARE(text(u"calculator"_s, {{u"expression"_s, u"1"_s}, {u"x"_s, 1}}), u"x: is not known here"_s);
        QCOMPARE(m_registry.check(u"nothing"_s, {}).error().code, ErrorCode::NotFound);
        QJsonValue deep = 1;
        for (int i = 0; i < 50; ++i)
            deep = QJsonArray{deep};
        QCOMPARE(m_registry.check(u"calculator"_s, {{u"expression"_s, deep}}).error().code,
                 ErrorCode::TooLarge);
    }

    void aPathHasOneForm()
    {
        const auto normal = [this](const QString &tool, const QString &path) {
            const auto arguments =
                m_registry.find(tool)->normalized({{u"path"_s, path}, {u"content"_s, u"x"_s}});
            return arguments ? arguments->value(u"path"_s).toString() : arguments.error().text;
        };
        for (const QString &tool : {u"write_file"_s, u"read_file"_s, u"list_files"_s}) {
            for (const QString &same : {u"secrets/ü.md"_s, u"./secrets/ü.md"_s, u"secrets//ü.md"_s,
                                        u"././/secrets/./ü.md"_s, u"secrets/u\u0308.md"_s})
                QCOMPARE(normal(tool, same), u"secrets/ü.md"_s);
            for (const QString &none : {u"a/../secrets/x"_s, u"secrets\\x"_s, u"/secrets/x"_s, u"~/x"_s})
                QVERIFY2(normal(tool, none).startsWith(u"path: "_s), qPrintable(normal(tool, none)));
        }
        for (const QString &folder : {u"."_s, u"a/"_s, u"./"_s})
            QCOMPARE(normal(u"write_file"_s, folder), u"path: must name a file"_s);
        QCOMPARE(normal(u"list_files"_s, u"./a/"_s), u"a"_s);
        QCOMPARE(normal(u"list_files"_s, u"."_s), QString());
        QVERIFY(m_registry.find(u"list_files"_s)->normalized({})->isEmpty());
    }

    void aResultIsNotToldBeforeStartReturned()
    {
        Calculator calculator;
        const auto run = calculator.start({{u"expression"_s, u"6*7"_s}}, {});
        std::optional<Result<QJsonObject>> told;
        connect(run.get(), &ToolRun::finished, this,
                [&told](const Result<QJsonObject> &result) { told = result; });
        QVERIFY(!told);
        QTRY_VERIFY(told);
        QVERIFY_RESULT(*told);
        QCOMPARE((**told)[u"text"].toString(), u"42"_s);
        QCOMPARE((**told)[u"value"].toDouble(), 42.0);
        QCOMPARE((**told)[u"summary"].toString(), u"6*7 = 42"_s);
    }

    void whatHasNoValueHasAnAnswer_data()
    {
        QTest::addColumn<QString>("expression");
        for (const char *expression : {"1 / 0", "5 % 0", "0/0", "sqrt(-1)", "ln(0)", "10^400", "1/(2-2)"})
            QTest::newRow(expression) << QString::fromLatin1(expression);
    }

    void whatHasNoValueHasAnAnswer()
    {
        QFETCH(QString, expression);
        const auto result = run(u"calculator"_s, {{u"expression"_s, expression}});
        QVERIFY_RESULT(result);
        QVERIFY((*result)[u"value"].isNull());
        QVERIFY((*result)[u"text"].toString().startsWith(QString(expression + u" has no value: ")));
        QVERIFY(!(*result)[u"text"].toString().contains(u"at character"));
        QVERIFY(!run(u"calculator"_s, {{u"expression"_s, u"1 +"_s}}));
    }

    void aFileIsWrittenListedAndRead()
    {
        const QJsonObject arguments{{u"path"_s, u"notes/refund.md"_s}, {u"content"_s, u"Refunds: ½"_s}};
        QCOMPARE(m_registry.find(u"write_file"_s)->title(arguments), u"Write notes/refund.md (11 bytes)"_s);
        const auto written = run(u"write_file"_s, arguments);
        QVERIFY_RESULT(written);
        QCOMPARE((*written)[u"summary"].toString(), u"Wrote notes/refund.md (11 bytes)"_s);
        const auto again = run(u"write_file"_s, arguments);
        QVERIFY_RESULT(again);
        QCOMPARE((*again)[u"replaced"].toBool(), true);

        const auto listed = run(u"list_files"_s, {});
        QVERIFY_RESULT(listed);
        QCOMPARE((*listed)[u"files"].toArray().size(), 1);
        QCOMPARE((*listed)[u"text"].toString(), u"notes/refund.md (11 bytes)"_s);
        QCOMPARE((*listed)[u"summary"].toString(), u"Found 1 file"_s);

        const auto read = run(u"read_file"_s, {{u"path"_s, u"notes/refund.md"_s}});
        QVERIFY_RESULT(read);
        QCOMPARE((*read)[u"text"].toString(), u"Refunds: ½"_s);
        QCOMPARE((*read)[u"summary"].toString(), u"Read notes/refund.md (11 bytes)"_s);
    }

    void whatIsNoTextIsRefused()
    {
        for (const QByteArray &bytes : {QByteArray("\x89PNG\r\n"), QByteArray("a\0b", 3),
                                        QByteArray("\xff\xfe"
                                                   "a",
                                                   3)}) {
            QFile file(m_folder->filePath(u"binary"_s));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(bytes);
            file.close();
            const auto read = run(u"read_file"_s, {{u"path"_s, u"binary"_s}});
            QVERIFY(!read);
            QCOMPARE(read.error().code, ErrorCode::Unsupported);
            QVERIFY(read.error().text.contains(u"not a text file"));
        }
    }

    void aSessionWithoutFilesHasNone()
    {
        m_folder->remove();
        const auto listed = run(u"list_files"_s, {});
        QVERIFY_RESULT(listed);
        QVERIFY((*listed)[u"files"].toArray().isEmpty());
        QCOMPARE(run(u"read_file"_s, {{u"path"_s, u"a"_s}}).error().code, ErrorCode::NotFound);
    }

    void aRunThatIsDestroyedTellsNothing()
    {
        int told = 0;
        auto run =
            m_registry.find(u"write_file"_s)->start({{u"path"_s, u"a"_s}, {u"content"_s, u"x"_s}}, context());
        connect(run.get(), &ToolRun::finished, this, [&told] { ++told; });
        run.reset();
        QTRY_VERIFY(QFile::exists(m_folder->filePath(u"a"_s)));
        QCoreApplication::processEvents();
        QCOMPARE(told, 0);
    }

private:
    ToolContext context() const { return {.workspace = m_folder->path()}; }

    Result<QJsonObject> run(const QString &tool, const QJsonObject &arguments)
    {
        if (auto checked = m_registry.check(tool, arguments); !checked)
            return checked.error();
        const auto started = m_registry.find(tool)->start(arguments, context());
        std::optional<Result<QJsonObject>> told;
        connect(started.get(), &ToolRun::finished, this,
                [&told](const Result<QJsonObject> &result) { told = result; });
        if (!QTest::qWaitFor([&told] { return told.has_value(); }))
            return failure(ErrorCode::Timeout, u"the tool told nothing"_s);
        return *told;
    }

    ToolRegistry m_registry;
    std::unique_ptr<QTemporaryDir> m_folder;
};

SIGNALBOX_TEST(TestTools)
#include "tst_tools.moc"
