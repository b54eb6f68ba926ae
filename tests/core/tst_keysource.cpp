// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/environmentkeysource.h"
#include "core/provider/filekeysource.h"
#include "tests/support/place.h"
#include "tests/support/testsuite.h"

#include <sys/stat.h>
#include <unistd.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace core;
using namespace Qt::Literals::StringLiterals;

class TestKeySource : public QObject
{
    Q_OBJECT

private slots:
    void ownVariablesComeBeforeTheVendors()
    {
        QProcessEnvironment environment;
        environment.insert(u"OPENAI_API_KEY"_s, u"sk-vendor"_s);
        QCOMPARE(*EnvironmentKeySource(environment).key(u"openai"_s), u"sk-vendor"_s);
        environment.insert(u"SIGNALBOX_OPENAI_API_KEY"_s, u" sk-own\n"_s);
        QCOMPARE(*EnvironmentKeySource(environment).key(u"openai"_s), u"sk-own"_s);
    }

    void aVendorsKeyIsNotGivenToAnotherProvider()
    {
        QProcessEnvironment environment;
        environment.insert(u"OPENAI_API_KEY"_s, u"sk-vendor"_s);
        environment.insert(u"SIGNALBOX_MY_VLLM_API_KEY"_s, u"sk-mine"_s);
        const EnvironmentKeySource source(environment);
        QCOMPARE(source.key(u"ollama"_s).error().code, ErrorCode::NotFound);
        QCOMPARE(source.key(u"anthropic"_s).error().code, ErrorCode::NotFound);
        QVERIFY(source.key(u"anthropic"_s).error().text.contains(u"SIGNALBOX_ANTHROPIC_API_KEY"));
        QCOMPARE(*source.key(u"my-vllm"_s), u"sk-mine"_s);
    }

    void aKeyThatWouldBreakAHeaderIsRefused()
    {
        QProcessEnvironment environment;
        environment.insert(u"OPENAI_API_KEY"_s, u"sk-a\r\nX-Evil: 1"_s);
        const auto key = EnvironmentKeySource(environment).key(u"openai"_s);
        QCOMPARE(key.error().code, ErrorCode::InvalidArgument);
        QVERIFY(!key.error().text.contains(u"Evil"));
    }

    void aPrivateFileIsRead_data()
    {
        QTest::addColumn<int>("mode");
        QTest::newRow("0600") << 0600;
        QTest::newRow("0400") << 0400;
    }

    void aPrivateFileIsRead()
    {
        QFETCH(int, mode);
        writeKey(u"openai"_s, "sk-file\n", static_cast<mode_t>(mode));
        QCOMPARE(*FileKeySource(m_folder.path()).key(u"openai"_s), u"sk-file"_s);
    }

    void aFileThatOthersCanReadIsRefused_data()
    {
        QTest::addColumn<int>("mode");
        QTest::newRow("0644") << 0644;
        QTest::newRow("0640") << 0640;
        QTest::newRow("0602") << 0602;
        QTest::newRow("0610") << 0610;
    }

    void aFileThatOthersCanReadIsRefused()
    {
        QFETCH(int, mode);
        writeKey(u"openai"_s, "sk-file\n", static_cast<mode_t>(mode));
        const auto key = FileKeySource(m_folder.path()).key(u"openai"_s);
        QCOMPARE(key.error().code, ErrorCode::Forbidden);
        QVERIFY(key.error().text.contains(u"chmod 600"));
        QVERIFY(!key.error().text.contains(u"sk-file"));
    }

    void aFileOfAnotherUserIsRefused()
    {
        writeKey(u"openai"_s, "sk-file\n", 0600);
        const bool isGiven = ::chown(qPrintable(pathOf(u"openai"_s)), 12345, 12345) == 0;
        SKIP_BECAUSE(isGiven ? QString() : u"Only root can give a file to another user."_s);
        const auto key = FileKeySource(m_folder.path()).key(u"openai"_s);
        QCOMPARE(key.error().code, ErrorCode::Forbidden);
        QVERIFY(key.error().text.contains(u"another user"));
    }

    void whatIsNoKeyFileIsRefused()
    {
        const FileKeySource source(m_folder.path());
        QCOMPARE(source.key(u"absent"_s).error().code, ErrorCode::NotFound);
        QCOMPARE(source.key(u"../openai"_s).error().code, ErrorCode::NotFound);
        QVERIFY(QDir(m_folder.path()).mkdir(u"folder.key"_s));
        QCOMPARE(source.key(u"folder"_s).error().code, ErrorCode::Forbidden);
        QCOMPARE(::mkfifo(qPrintable(pathOf(u"pipe"_s)), 0600), 0);
        QCOMPARE(source.key(u"pipe"_s).error().code, ErrorCode::Forbidden);
        writeKey(u"empty"_s, "\n", 0600);
        QCOMPARE(source.key(u"empty"_s).error().code, ErrorCode::InvalidArgument);
        writeKey(u"long"_s, QByteArray(100'000, 'x'), 0600);
        QCOMPARE(source.key(u"long"_s).error().code, ErrorCode::TooLarge);
    }

    void aRefusedFileIsNotPassedOver()
    {
        writeKey(u"openai"_s, "sk-file\n", 0644);
        QProcessEnvironment environment;
        environment.insert(u"OPENAI_API_KEY"_s, u"sk-env"_s);
        const FileKeySource files(m_folder.path());
        const EnvironmentKeySource variables(environment);
        QCOMPARE(firstKey({&files, &variables}, u"openai"_s).error().code, ErrorCode::Forbidden);
        QCOMPARE(*firstKey({&variables, &files}, u"openai"_s), u"sk-env"_s);
        QCOMPARE(firstKey({&files, &variables}, u"ollama"_s).error().code, ErrorCode::NotFound);
    }

private:
    QString pathOf(const QString &provider) const { return m_folder.filePath(provider + u".key"); }

    void writeKey(const QString &provider, const QByteArray &content, mode_t mode)
    {
        QFile::remove(pathOf(provider));
        QFile file(pathOf(provider));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        QCOMPARE(::chmod(qPrintable(pathOf(provider)), mode), 0);
    }

    QTemporaryDir m_folder;
};

SIGNALBOX_TEST(TestKeySource)
#include "tst_keysource.moc"
