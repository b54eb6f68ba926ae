// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/charset.h"
#include "core/knowledge/documentpieces.h"
#include "tests/support/testsuite.h"

#include <QTemporaryFile>
#include <QTest>

using namespace core;
using namespace Qt::Literals::StringLiterals;

// Texts that are read in pieces: what ends in the middle of a character is no text.
class TestCharset : public QObject
{
    Q_OBJECT

private slots:
    void ends_data()
    {
        QTest::addColumn<QByteArray>("charset");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("isWhole");
        QTest::newRow("utf-8") << QByteArray("utf-8") << QByteArray("Gr\xc3\xbc\xc3\x9f") << true;
        QTest::newRow("half of utf-8") << QByteArray("utf-8") << QByteArray("Gr\xc3\xbc\xc3") << false;
        QTest::newRow("three of four of utf-8")
            << QByteArray("utf-8") << QByteArray("x\xf0\x9f\x9a") << false;
        QTest::newRow("utf-16") << QByteArray("utf-16le") << QByteArray("a\0b\0", 4) << true;
        QTest::newRow("half of utf-16") << QByteArray("utf-16le") << QByteArray("a\0b", 3) << false;
        QTest::newRow("utf-16 by its mark")
            << QByteArray("utf-16") << QByteArray("\xfe\xff\0a\0b", 6) << true;
        QTest::newRow("half of utf-16 by its mark")
            << QByteArray("utf-16") << QByteArray("\xfe\xff\0a\0", 5) << false;
        QTest::newRow("latin") << QByteArray("iso-8859-1") << QByteArray("Gr\xfc\xdf") << true;
    }

    void ends()
    {
        QFETCH(QByteArray, charset);
        QFETCH(QByteArray, bytes);
        QFETCH(bool, isWhole);
        QStringDecoder decoder = decoderFor(charset);
        QVERIFY(decoder.isValid());
        const QString read = decoder(bytes);
        QVERIFY(!read.isEmpty());
        QCOMPARE(endedWhole(decoder, bytes.size()), isWhole);
    }

    void aDocumentInAnotherCharset_data() { ends_data(); }
    void aDocumentInAnotherCharset()
    {
        QFETCH(QByteArray, charset);
        QFETCH(QByteArray, bytes);
        QFETCH(bool, isWhole);
        QTemporaryFile file;
        QVERIFY(file.open());
        const auto written = writeAsUtf8(TextSource::of(bytes), charset, file);
        QCOMPARE(bool(written), isWhole);
        if (!isWhole)
            QCOMPARE(written.error().code, ErrorCode::InvalidArgument);
    }

    void aDocumentInUtf8()
    {
        const QByteArray half = "Gr\xc3\xbc\xc3";
        const auto opened = openText(TextSource::of(half), Markup::Plain);
        QVERIFY(!opened);
        QCOMPARE(opened.error().field, u"file"_s);
    }
};

SIGNALBOX_TEST(TestCharset)
#include "tst_charset.moc"
