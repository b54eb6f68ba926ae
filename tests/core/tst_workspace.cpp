// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/workspace.h"
#include "core/tool/workspacepath.h"
#include "tests/support/teststore.h"
#include "tests/support/testsuite.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <thread>

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

void putFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(path));
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
}

Workspace open(const QString &folder, const WorkspaceLimits &limits = {})
{
    auto workspace = Workspace::open(folder, Workspace::Missing::Create, limits);
    if (!workspace)
        qFatal("%s", qPrintable(workspace.error().text));
    return *std::move(workspace);
}

} // namespace

class TestWorkspace : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_root = m_folder->filePath(u"workspace"_s);
        m_outside = m_folder->filePath(u"secret"_s);
        putFile(m_outside, "secret");
    }

    void whatIsWrittenIsReadBack()
    {
        const Workspace workspace = open(m_root);
        const auto first = workspace.write(u"reports/2026/q3.md"_s, "one");
        QVERIFY_RESULT(first);
        QCOMPARE(*first, Workspace::Written::New);
        const auto second = workspace.write(u"./reports//2026/q3.md"_s, "two");
        QVERIFY_RESULT(second);
        QCOMPARE(*second, Workspace::Written::Replaced);
        const auto read = workspace.read(u"reports/2026/q3.md"_s);
        QVERIFY_RESULT(read);
        QCOMPARE(*read, QByteArray("two"));
        QVERIFY_RESULT(workspace.write(u"ünï ☕.txt"_s, ""));
        const auto files = workspace.list({}, 100);
        QVERIFY_RESULT(files);
        QCOMPARE(files->size(), 2);
        QCOMPARE(files->at(0).path, u"reports/2026/q3.md"_s);
        QCOMPARE(files->at(0).bytes, 3);
        QCOMPARE(workspace.list(u"reports"_s, 100)->size(), 1);
        QCOMPARE(workspace.list(u"reports"_s, 100)->first().path, u"reports/2026/q3.md"_s);
        QCOMPARE(workspace.list({}, 1)->size(), 1);
    }

    void pathsThatLeaveOrMislead_data()
    {
        QTest::addColumn<QString>("path");
        const auto row = [](const char *name, const QString &path) { QTest::newRow(name) << path; };
        row("absolute", u"/etc/passwd"_s);
        row("two slashes", u"//etc/passwd"_s);
        row("parent", u"../secret"_s);
        row("parent inside", u"a/../../secret"_s);
        row("parent at the end", u"a/.."_s);
        row("only the parent", u".."_s);
        row("home", u"~/x"_s);
        row("backslash", u"..\\secret"_s);
        row("drive", u"C:/secret"_s);
        row("drive relative", u"C:secret"_s);
        row("share", u"\\\\server\\share"_s);
        row("NUL", u"a"_s + QChar(u'\0') + u".md"_s);
        row("line break", u"a\nb"_s);
        row("escape", u"a\x1b[2Jb"_s);
        row("right to left", u"gpj\u202eexe.md"_s);
        row("isolate", u"a\u2066b"_s);
        row("lone surrogate", u"a"_s + QChar(0xd800));
        row("long name", QString(256, u'x'));
        row("long name in UTF-8", QString(128, u'ü'));
        row("long path", u"a/"_s.repeated(600));
        row("deep", u"a/"_s.repeated(17) + u"b"_s);
        row("our own parts", u".signalbox-x"_s);
    }

    void pathsThatLeaveOrMislead()
    {
        QFETCH(QString, path);
        const Workspace workspace = open(m_root);
        for (const auto &error : {workspace.read(path).error(), workspace.write(path, "evil").error(),
                                  workspace.list(path, 10).error()}) {
            QCOMPARE(error.code, ErrorCode::InvalidArgument);
            QCOMPARE(error.field, u"path"_s);
            QVERIFY2(error.text.startsWith(u"path: "), qPrintable(error.text));
        }
        QCOMPARE(contentOf(m_outside), QByteArray("secret"));
        QVERIFY(QDir(m_root).isEmpty());
    }

    void foldersAreNoFiles()
    {
        const Workspace workspace = open(m_root);
        QVERIFY_RESULT(workspace.write(u"a/b.md"_s, "x"));
        QCOMPARE(workspace.read(u"a"_s).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(workspace.write(u"a"_s, "x").error().code, ErrorCode::InvalidArgument);
        QCOMPARE(workspace.write(u"a/b.md/c"_s, "x").error().code, ErrorCode::InvalidArgument);
        QCOMPARE(workspace.write(u"a/"_s, "x").error().code, ErrorCode::InvalidArgument);
        QCOMPARE(workspace.write(u""_s, "x").error().code, ErrorCode::InvalidArgument);
        QCOMPARE(workspace.read(u"."_s).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(workspace.read(u"missing.md"_s).error().code, ErrorCode::NotFound);
        QCOMPARE(workspace.read(u"missing/x.md"_s).error().code, ErrorCode::NotFound);
    }

    void linksAreNotFollowed()
    {
        const Workspace workspace = open(m_root);
        QVERIFY(QFile::link(m_outside, m_root + u"/file"_s));
        QVERIFY(QFile::link(m_folder->path(), m_root + u"/folder"_s));
        QVERIFY(QFile::link(u"nowhere"_s, m_root + u"/dangling"_s));
        for (const QString &path :
             {u"file"_s, u"folder/secret"_s, u"folder"_s, u"dangling"_s, u"folder/new.md"_s}) {
            const auto read = workspace.read(path);
            QVERIFY(!read);
            QCOMPARE(read.error().code, ErrorCode::Forbidden);
            const auto written = workspace.write(path, "evil");
            QVERIFY(!written);
            QCOMPARE(written.error().code, ErrorCode::Forbidden);
            QVERIFY(written.error().text.contains(u"link"));
        }
        QCOMPARE(workspace.list(u"folder"_s, 10).error().code, ErrorCode::Forbidden);
        QVERIFY(workspace.list({}, 10)->isEmpty());
        QCOMPARE(contentOf(m_outside), QByteArray("secret"));
        QVERIFY(!QFile::exists(m_folder->filePath(u"new.md"_s)));
    }

    void aWorkspaceThatIsALinkIsRefused()
    {
        QVERIFY(QFile::link(m_folder->path(), m_root));
        QVERIFY(!Workspace::open(m_root, Workspace::Missing::Create));
        QVERIFY(!Workspace::open(m_root, Workspace::Missing::Refuse));
    }

    // Somebody exchanges a folder for a link as fast as possible while files are read and written through it.
    void exchangingAFolderForALinkLeadsNowhere()
    {
        const QString target = m_folder->filePath(u"target"_s);
        QVERIFY(QDir().mkpath(target));
        putFile(target + u"/a.md"_s, "outside");
        const Workspace workspace = open(m_root);
        QVERIFY_RESULT(workspace.write(u"real/a.md"_s, "inside"));
        const QByteArray current = QFile::encodeName(m_root + u"/current"_s);
        const QByteArray real = QFile::encodeName(m_root + u"/real"_s);
        const QByteArray link = QFile::encodeName(m_root + u"/link"_s);
        QCOMPARE(::symlink(QFile::encodeName(target).constData(), link.constData()), 0);
        std::atomic_bool stop = false;
        std::thread swapper([&] {
            while (!stop) {
                ::rename(real.constData(), current.constData());
                ::rename(current.constData(), real.constData());
                ::rename(link.constData(), current.constData());
                ::rename(current.constData(), link.constData());
            }
        });
        int reached = 0;
        for (int i = 0; i < 3'000; ++i) {
            const auto read = workspace.read(u"current/a.md"_s);
            if (read && *read != "inside")
                qFatal("a link was followed");
            reached += read ? 1 : 0;
            if (i % 20 == 0)
                (void)workspace.write(u"current/a.md"_s, "inside");
        }
        stop = true;
        swapper.join();
        QCOMPARE(contentOf(target + u"/a.md"_s), QByteArray("outside"));
        QCOMPARE(QDir(target).entryList(QDir::Files | QDir::Hidden).size(), 1);
        qInfo("%d of 3000 reads met the folder", reached);
    }

    void pipesAreNotOpened()
    {
        const Workspace workspace = open(m_root);
        QCOMPARE(::mkfifo(QFile::encodeName(m_root + u"/pipe"_s).constData(), 0600), 0);
        QCOMPARE(workspace.read(u"pipe"_s).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(workspace.write(u"pipe"_s, "x").error().code, ErrorCode::InvalidArgument);
        QVERIFY(workspace.list({}, 10)->isEmpty());
    }

    void sizesAreLimited()
    {
        const Workspace workspace = open(m_root, {.fileBytes = 10, .totalBytes = 25, .files = 4});
        QCOMPARE(workspace.write(u"a"_s, QByteArray(11, 'x')).error().code, ErrorCode::TooLarge);
        QVERIFY_RESULT(workspace.write(u"a"_s, QByteArray(10, 'x')));
        QVERIFY_RESULT(workspace.write(u"b/b"_s, QByteArray(10, 'x')));
        const auto full = workspace.write(u"c"_s, QByteArray(10, 'x'));
        QCOMPARE(full.error().code, ErrorCode::TooLarge);
        QVERIFY(full.error().text.contains(u"full"));
        QVERIFY_RESULT(workspace.write(u"c"_s, "x"));
        QVERIFY_RESULT(workspace.write(u"d"_s, "x"));
        QCOMPARE(workspace.write(u"e"_s, "x").error().code, ErrorCode::TooLarge);
        putFile(m_root + u"/large"_s, QByteArray(11, 'x'));
        QCOMPARE(workspace.read(u"large"_s).error().code, ErrorCode::TooLarge);
    }

    void aWriteThatFailsLeavesTheOldFile()
    {
        const Workspace workspace = open(m_root);
        QVERIFY_RESULT(workspace.write(u"a.md"_s, "old"));
        const auto former = std::signal(SIGXFSZ, SIG_IGN);
        rlimit limit = {};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &limit), 0);
        const rlimit small{.rlim_cur = 4'096, .rlim_max = limit.rlim_max};
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
        const auto written = workspace.write(u"a.md"_s, QByteArray(100'000, 'x'));
        ::setrlimit(RLIMIT_FSIZE, &limit);
        std::signal(SIGXFSZ, former);
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::Unavailable);
        QCOMPARE(contentOf(m_root + u"/a.md"_s), QByteArray("old"));
        QCOMPARE(QDir(m_root).entryList(QDir::Files | QDir::Hidden), QStringList{u"a.md"_s});
    }

    void partsOfADeadProcessAreCleared()
    {
        const Workspace workspace = open(m_root);
        QVERIFY_RESULT(workspace.write(u"a/a.md"_s, "x"));
        putFile(m_root + u"/a/.signalbox-dead"_s, "half");
        QCOMPARE(workspace.list({}, 10)->size(), 1);
        QVERIFY_RESULT(workspace.write(u"b.md"_s, "x"));
        QVERIFY(!QFile::exists(m_root + u"/a/.signalbox-dead"_s));
    }

    void troubleWithTheDiskSaysSo()
    {
        QVERIFY(fileFailure(ENOSPC, u"a.md"_s).text.contains(u"disk is full"));
        QVERIFY(fileFailure(EROFS, u"a.md"_s).text.contains(u"read-only"));
        QVERIFY(fileFailure(EACCES, u"a.md"_s).text.contains(u"permissions"));
        for (const int number : {ENOSPC, EROFS, EACCES, EIO}) {
            QCOMPARE(fileFailure(number, u"a.md"_s).code, ErrorCode::Unavailable);
            QCOMPARE(fileFailure(number, u"a.md"_s).field, u"path"_s);
        }
    }

    void aMissingWorkspaceIsNotMadeForReading()
    {
        QCOMPARE(Workspace::open(m_root, Workspace::Missing::Refuse).error().code, ErrorCode::NotFound);
        QVERIFY(!QFile::exists(m_root));
        QVERIFY(!Workspace::open(u"relative"_s, Workspace::Missing::Create));
        QVERIFY(!Workspace::open({}, Workspace::Missing::Create));
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_root;
    QString m_outside;
};

SIGNALBOX_TEST(TestWorkspace)
#include "tst_workspace.moc"
